package dev.rondo.learning;

import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.TrainTest;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Data for tests. */
public final class TestData {

  private TestData() {}

  public static Path home() {
    return Path.of(System.getProperty("rondo.home", ".."));
  }

  public static TrainTest mnist() {
    return DataSets.load("mnist", home());
  }

  /** The first examples of a data set. */
  public static Dataset first(Dataset data, int count) {
    return data.select(IntStream.range(0, count).toArray());
  }

  /** Gaussian features and labels drawn at random. */
  public static Dataset random(int size, List<Integer> shape, int classes, long seed) {
    int width = shape.stream().reduce(1, (a, b) -> a * b);
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size * width];
    int[] labels = new int[size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < size; i++) {
      labels[i] = random.nextInt(classes);
    }
    return new Arrays(values, labels, shape, width, classes);
  }

  /** Examples with given labels and one feature, their index. */
  public static Dataset labelled(int[] labels, int classes) {
    float[] values = new float[labels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return new Arrays(values, labels, List.of(1), 1, classes);
  }

  private record Arrays(
      float[] values, int[] labels, List<Integer> exampleShape, int width, int classes)
      implements Dataset {

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
      System.arraycopy(values, i * width, target, offset, width);
    }
  }
}
