package dev.rondo.learning.training;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.ExampleCheck;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.network.Network;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.TrainingSettings;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Stochastic gradient descent as {@link TrainingSettings} defines it, on a model's network. */
final class SgdTrainer implements LocalTrainer {

  private final Model model;
  private final ThreadLocal<SgdStep> steps;

  SgdTrainer(Model model) {
    this.model = model;
    this.steps = ThreadLocal.withInitial(() -> new SgdStep(model.newNetwork()));
  }

  @Override
  public LocalResult train(float[] base, Dataset data, TrainingSettings settings, long seed) {
    model.checkFits(data);
    if (data.size() == 0) {
      throw new IllegalArgumentException("A client without examples cannot train");
    }
    SplittableRandom random = new SplittableRandom(seed);
    SgdStep step = steps.get();
    Network network = step.network();
    network.load(base);
    network.seed(random.nextLong());
    step.begin(settings);
    Batches batches = new Batches(data, settings.batchSize());
    int[] order = IntStream.range(0, data.size()).toArray();
    double loss = 0;
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      shuffle(order, random);
      loss = 0;
      for (int start = 0; start < order.length; start += settings.batchSize()) {
        int count = batches.fill(order, start);
        loss += step.take(batches.features(), batches.labels(), count);
      }
    }
    float[] delta = network.parameters();
    for (int i = 0; i < delta.length; i++) {
      delta[i] -= base[i];
    }
    return new LocalResult(delta, data.size(), loss / data.size());
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int index = order[i];
      order[i] = order[j];
      order[j] = index;
    }
  }

  /** Copies examples into batches. */
  private static final class Batches {

    private final Dataset data;
    private final int exampleSize;
    private final float[] features;
    private final int[] labels;

    Batches(Dataset data, int batchSize) {
      int capacity = Math.min(batchSize, data.size());
      this.data = data;
      this.exampleSize = data.exampleSize();
      this.features = new float[Math.multiplyExact(capacity, exampleSize)];
      this.labels = new int[capacity];
    }

    /** Takes as many examples as fit, from {@code start} on in the order; tells how many. */
    int fill(int[] order, int start) {
      int count = Math.min(labels.length, order.length - start);
      for (int k = 0; k < count; k++) {
        ExampleCheck.checkLabel(data, order[start + k], "training data");
        data.features(order[start + k], features, k * exampleSize);
        labels[k] = data.label(order[start + k]);
      }
      return count;
    }

    float[] features() {
      return features;
    }

    int[] labels() {
      return labels;
    }
  }
}
