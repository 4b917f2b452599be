package dev.rondo.functions.evaluation;

import dev.rondo.learning.data.Dataset;
import java.util.List;
import java.util.SplittableRandom;

/** Labelled noise: as good as data for who only computes. */
record Examples(float[] values, int[] labels, List<Integer> exampleShape, int classes)
    implements Dataset {

  static Examples random(int size, List<Integer> shape, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size * shape.stream().reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    int[] labels = random.ints(size, 0, classes).toArray();
    return new Examples(values, labels, shape, classes);
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int i) {
    return labels[i];
  }

  @Override
  public void features(int i, float[] target, int offset) {
    System.arraycopy(values, i * exampleSize(), target, offset, exampleSize());
  }
}
