package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import java.util.List;
import java.util.Optional;

/** Numbers with a label for each example. */
final class TableDataset extends LabelledDataset {

  private final float[] values;
  private final int columns;
  private final Optional<DataDescription> description;

  /** The arrays are not copied; the caller must not change them. */
  TableDataset(float[] values, int[] labels, List<Integer> shape, int classes) {
    this(values, labels, shape, classes, Optional.empty());
  }

  /** The arrays are not copied; the caller must not change them. */
  TableDataset(float[] values, int[] labels, DataDescription description) {
    this(
        values,
        labels,
        List.of(description.columns().size()),
        description.classes().size(),
        Optional.of(description));
  }

  /** The arrays are not copied; the caller must not change them. */
  TableDataset(
      float[] values,
      int[] labels,
      List<Integer> shape,
      int classes,
      Optional<DataDescription> description) {
    super(labels, shape, classes);
    this.values = values;
    this.columns = shape.stream().reduce(1, Math::multiplyExact);
    this.description = description;
  }

  @Override
  public void features(int i, float[] target, int offset) {
    System.arraycopy(values, i * columns, target, offset, columns);
  }

  @Override
  public Optional<DataDescription> description() {
    return description;
  }
}
