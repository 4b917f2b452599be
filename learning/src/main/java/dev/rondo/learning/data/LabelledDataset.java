package dev.rondo.learning.data;

import java.util.List;

/** A data set whose labels are in one array. */
abstract class LabelledDataset implements Dataset {

  private final int[] labels;
  private final List<Integer> shape;
  private final int classes;

  /** The labels are not copied; the caller must not change them. */
  LabelledDataset(int[] labels, List<Integer> shape, int classes) {
    this.labels = labels;
    this.shape = List.copyOf(shape);
    this.classes = classes;
  }

  @Override
  public final int size() {
    return labels.length;
  }

  @Override
  public final List<Integer> exampleShape() {
    return shape;
  }

  @Override
  public final int classes() {
    return classes;
  }

  @Override
  public final int label(int i) {
    return labels[i];
  }
}
