package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import java.util.List;
import java.util.Optional;

/** A view of some examples of another data set. */
final class SelectedDataset implements Dataset {

  private final Dataset whole;
  private final int[] indices;

  SelectedDataset(Dataset whole, int[] indices) {
    this.whole = whole;
    this.indices = indices.clone();
    for (int index : indices) {
      if (index < 0 || index >= whole.size()) {
        throw new IllegalArgumentException(
            "Example " + index + " of a data set with " + whole.size() + " examples");
      }
    }
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public List<Integer> exampleShape() {
    return whole.exampleShape();
  }

  @Override
  public int classes() {
    return whole.classes();
  }

  @Override
  public int label(int i) {
    return whole.label(indices[i]);
  }

  @Override
  public void features(int i, float[] target, int offset) {
    whole.features(indices[i], target, offset);
  }

  @Override
  public Optional<byte[]> pixels(int i) {
    return whole.pixels(indices[i]);
  }

  @Override
  public Optional<DataDescription> description() {
    return whole.description();
  }
}
