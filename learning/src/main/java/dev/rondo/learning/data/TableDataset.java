package dev.rondo.learning.data;

import java.util.List;

/** Rows of numbers with a label each. */
final class TableDataset implements Dataset {

  private final float[] values;
  private final int[] labels;
  private final int columns;
  private final int classes;

  /** The arrays are not copied: nobody else may hold them. */
  TableDataset(float[] values, int[] labels, int columns, int classes) {
    this.values = values;
    this.labels = labels;
    this.columns = columns;
    this.classes = classes;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public List<Integer> exampleShape() {
    return List.of(columns);
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
