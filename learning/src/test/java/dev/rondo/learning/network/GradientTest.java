package dev.rondo.learning.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.learning.TestData;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Configurations;
import dev.rondo.learning.model.Models;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GradientTest {

  private static final int CLASSES = 3;

  @Test
  void theDenseGradientIsTheSlopeOfTheLoss() {
    for (Activation activation : Activation.values()) {
      Network network =
          new DenseNetwork(
              List.of(
                  new DenseLayer("a", 5, 6, activation),
                  new DenseLayer("b", 6, 4, Activation.TANH),
                  new DenseLayer("c", 4, CLASSES, Activation.IDENTITY)));
      float[] start = new float[5 * 6 + 6 + 6 * 4 + 4 + 4 * 3 + 3];
      for (int i = 0; i < start.length; i++) {
        start[i] = (float) Math.sin(i);
      }
      compare(network, start, TestData.random(7, List.of(5), CLASSES, 1));
    }
  }

  @Test
  void theConvolutionalGradientIsTheSlopeOfTheLoss() {
    var model = Models.named("kubefl-cnn", List.of(1, 16, 16), CLASSES);
    Dataset data = TestData.random(4, List.of(1, 16, 16), CLASSES, 1);
    compare(model.newNetwork(), model.initialize(1), data);
  }

  @Test
  void batchNormalizationMovesItsStatisticsTowardsTheBatchAndPredictsWithThem() {
    for (boolean logDeviation : new boolean[] {false, true}) {
      var model = Models.of("norm", Configurations.normalized(logDeviation), List.of(1, 8, 8));
      Network network = model.newNetwork();
      float[] start = model.initialize(1);
      java.util.Arrays.fill(start, 0, 36, 0f); // conv.weight
      for (int c = 0; c < 4; c++) {
        start[36 + c] = c; // conv.bias, so that channel c is c everywhere
      }
      network.load(start);
      Dataset data = TestData.random(9, List.of(1, 8, 8), CLASSES, 1);
      network.backpropagate(features(data), labels(data), data.size());
      float[] after = network.parameters();
      for (int c = 0; c < 4; c++) {
        // DL4J's decay is 0.9: a tenth of the batch's mean c and variance 0.
        assertThat(after[48 + c]).isCloseTo(0.1f * c, Offset.offset(1e-5f));
        assertThat(after[52 + c]).isCloseTo(0.9f, Offset.offset(2e-2f));
      }
      assertThat(network.trained()).hasSize(2);
    }
  }

  /** Central differences over single parameters, in float: some tolerance is needed. */
  private static void compare(Network network, float[] start, Dataset data) {
    float[] features = features(data);
    int[] labels = labels(data);
    network.load(start);
    network.backpropagate(features, labels, data.size());
    float[] gradients = new float[start.length];
    // These networks' own order is the layout's, or the test would fail.
    float[] own = nativeOrder(network, start);
    network.load(start);
    network.backpropagate(features, labels, data.size());
    network.gradients().get(gradients, 0, gradients.length);
    int stride = Math.max(1, start.length / 60);
    for (int i = 0; i < start.length; i += stride) {
      float step = 1e-3f;
      double up = lossAt(network, own, i, step, features, labels, data.size());
      double down = lossAt(network, own, i, -step, features, labels, data.size());
      double slope = (up - down) / (2 * step) / data.size();
      assertThat((double) gradients[i]).as("parameter " + i).isCloseTo(slope, Offset.offset(2e-3));
    }
  }

  private static double lossAt(
      Network network, float[] own, int i, float step, float[] x, int[] labels, int count) {
    network.weights().put(own, 0, own.length);
    network.weights().put(i, own[i] + step);
    return network.backpropagate(x, labels, count);
  }

  private static float[] nativeOrder(Network network, float[] start) {
    network.load(start);
    float[] own = new float[start.length];
    network.weights().get(own, 0, own.length);
    return own;
  }

  private static float[] features(Dataset data) {
    float[] features = new float[data.size() * data.exampleSize()];
    for (int i = 0; i < data.size(); i++) {
      data.features(i, features, i * data.exampleSize());
    }
    return features;
  }

  private static int[] labels(Dataset data) {
    return java.util.stream.IntStream.range(0, data.size()).map(data::label).toArray();
  }
}
