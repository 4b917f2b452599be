package dev.rondo.rounds.optimizer;

import java.util.List;

/**
 * FedAvg with server momentum (Hsu et al. 2019, FedAvgM): v = beta v + Delta; x += eta v.
 *
 * @param learningRate eta
 * @param momentum beta
 */
public record ServerMomentum(double learningRate, double momentum) implements ServerOptimizer {

  @Override
  public List<String> state() {
    return List.of("velocity");
  }

  @Override
  public void step(double[] parameters, double[] delta, double[][] state, int length) {
    double[] velocity = state[0];
    for (int i = 0; i < length; i++) {
      velocity[i] = momentum * velocity[i] + delta[i];
      parameters[i] += learningRate * velocity[i];
    }
  }
}
