package dev.rondo.protocol.training;

/**
 * How a client trains: stochastic gradient descent over its own examples.
 *
 * <p>A step on a batch with mean gradient g, at parameters w, from base parameters w0: first {@code
 * g += proxMu (w - w0)} (FedProx, Li et al. 2020, equation 2), then g is scaled to an L2 norm of at
 * most {@code clip} over all parameters, then PyTorch's SGD: {@code u = momentum u + g; w -=
 * learningRate u}. The momentum buffer starts at zero in every round.
 *
 * @param epochs passes over the client's examples
 * @param batchSize examples a step; the last batch of an epoch may be smaller
 * @param learningRate step size
 * @param momentum 0 is plain SGD
 * @param proxMu FedProx's proximal weight; 0 is off
 * @param clip bound on the gradient's L2 norm; 0 is off
 */
public record TrainingSettings(
    int epochs, int batchSize, double learningRate, double momentum, double proxMu, double clip) {

  public TrainingSettings {
    if (epochs < 1 || batchSize < 1) {
      throw new IllegalArgumentException("epochs and batchSize must be at least 1");
    }
    if (!(learningRate > 0) || !(momentum >= 0) || !(proxMu >= 0) || !(clip >= 0)) {
      throw new IllegalArgumentException(
          "learningRate must be above 0; momentum, proxMu and clip at least 0");
    }
  }

  public static TrainingSettings sgd(int epochs, int batchSize, double learningRate) {
    return new TrainingSettings(epochs, batchSize, learningRate, 0, 0, 0);
  }
}
