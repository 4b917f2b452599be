package dev.rondo.learning.data;

import java.util.List;

/** Numbers with a label for each example. */
final class TableDataset implements Dataset {

  private final float[] values;
  private final int[] labels;
  private final List<Integer> shape;
  private final int columns;
  private final int classes;

  /** The arrays are not copied; the caller must not change them. */
  TableDataset(float[] values, int[] labels, List<Integer> shape, int classes) {
    this.values = values;
    this.labels = labels;
    this.shape = List.copyOf(shape);
    this.columns = shape.stream().reduce(1, Math::multiplyExact);
    this.classes = classes;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public List<Integer> exampleShape() {
    return shape;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int label(int i) {
    return labels[i];
  }

  @Override
  public void features(int i, float[] target, int offset) {
    System.arraycopy(values, i * columns, target, offset, columns);
  }
}
