package dev.rondo.learning.model;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.random.Draws;
import java.util.List;
import java.util.SplittableRandom;

/**
 * PyTorch's defaults for Linear and Conv2d: weights and biases uniform between minus and plus
 * {@code 1 / sqrt(fan_in)}, where fan_in counts the inputs of one output.
 */
final class FirstParameters {

  private FirstParameters() {}

  /** Draws for a layout in which each bias follows its weight. */
  static float[] draw(ModelLayout layout, long seed) {
    float[] parameters = new float[layout.parameterCount()];
    int next = 0;
    double bound = 1;
    for (TensorSpec tensor : layout.tensors()) {
      if (tensor.shape().size() > 1) {
        bound = 1 / Math.sqrt(fanIn(tensor.shape()));
      }
      SplittableRandom random = new Draws(seed).of("first value of " + tensor.name());
      for (int k = 0; k < tensor.size(); k++) {
        parameters[next++] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    }
    return parameters;
  }

  private static int fanIn(List<Integer> shape) {
    return shape.subList(1, shape.size()).stream().reduce(1, (a, b) -> a * b);
  }
}
