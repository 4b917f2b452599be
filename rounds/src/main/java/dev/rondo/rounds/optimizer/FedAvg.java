package dev.rondo.rounds.optimizer;

/**
 * Federated averaging (McMahan et al. 2017, algorithm 1) with a server learning rate: x += eta
 * Delta. With eta = 1 the new model is the mean of the clients' models.
 *
 * @param learningRate eta
 */
public record FedAvg(double learningRate) implements ServerOptimizer {

  @Override
  public void step(double[] parameters, double[] delta, double[][] state, int length) {
    for (int i = 0; i < length; i++) {
      parameters[i] += learningRate * delta[i];
    }
  }
}
