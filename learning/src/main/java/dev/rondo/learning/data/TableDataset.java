package dev.rondo.learning.data;

import java.util.List;

/** Numbers with a label for each example. */
final class TableDataset extends LabelledDataset {

  private final float[] values;
  private final int columns;

  /** The arrays are not copied; the caller must not change them. */
  TableDataset(float[] values, int[] labels, List<Integer> shape, int classes) {
    super(labels, shape, classes);
    this.values = values;
    this.columns = shape.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public void features(int i, float[] target, int offset) {
    System.arraycopy(values, i * columns, target, offset, columns);
  }
}
