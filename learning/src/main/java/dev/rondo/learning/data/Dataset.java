package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import java.util.List;
import java.util.Optional;

/**
 * Labelled examples. Implementations are immutable and safe to read from several threads.
 *
 * <p>A model's classes are 0 to {@link #classes()} - 1; a data set need not have an example of
 * each.
 */
public interface Dataset {

  /** The number of examples. */
  int size();

  /** The shape of one example: {@code [channels, height, width]} or {@code [features]}. */
  List<Integer> exampleShape();

  /** The number of classes of the training and test data. */
  int classes();

  /** The label of example {@code i}, at least 0 and below {@link #classes()}. */
  int label(int i);

  /**
   * Writes example {@code i} as the model sees it (images divided by 255) into {@code target} from
   * {@code offset} on.
   */
  void features(int i, float[] target, int offset);

  /**
   * The bytes of example {@code i} as its file has them, in a new array, when the data are images
   * of one byte a value; {@link #features} are these divided by 255.
   */
  default Optional<byte[]> pixels(int i) {
    return Optional.empty();
  }

  /** How the examples were read from a table; empty for data of another kind. */
  default Optional<DataDescription> description() {
    return Optional.empty();
  }

  /** A view of some of the examples, in the given order. The indices are copied. */
  default Dataset select(int[] indices) {
    return new SelectedDataset(this, indices);
  }

  /** The number of values in one example. */
  default int exampleSize() {
    int size = 1;
    for (int dimension : exampleShape()) {
      size *= dimension;
    }
    return size;
  }
}
