package dev.rondo.rounds.optimizer;

import java.util.List;

/**
 * Adaptive federated optimization (Reddi et al. 2021, algorithm 2): FedAdagrad, FedAdam and
 * FedYogi. For each parameter, m = beta1 m + (1 - beta1) Delta and x += eta m / (sqrt(v) + tau),
 * with m = 0 and v = tau^2 before the first round. As in the paper, neither m nor v is corrected
 * for its bias.
 *
 * @param kind how v follows the squares of the updates
 * @param learningRate eta
 * @param beta1 decay of m
 * @param beta2 decay of v; FedAdagrad ignores it
 * @param tau the degree of adaptivity: the smaller, the more a step depends on v
 */
public record Adaptive(Kind kind, double learningRate, double beta1, double beta2, double tau)
    implements ServerOptimizer {

  private static final String FIRST_MOMENT = "m";
  private static final String SECOND_MOMENT = "v";

  /** How v follows the squares of the updates. */
  public enum Kind {
    /** v += Delta^2. */
    ADAGRAD {
      @Override
      double next(double v, double square, double beta2) {
        return v + square;
      }
    },
    /** v = beta2 v + (1 - beta2) Delta^2. */
    ADAM {
      @Override
      double next(double v, double square, double beta2) {
        return beta2 * v + (1 - beta2) * square;
      }
    },
    /** v -= (1 - beta2) Delta^2 sign(v - Delta^2). */
    YOGI {
      @Override
      double next(double v, double square, double beta2) {
        return v - (1 - beta2) * square * Math.signum(v - square);
      }
    };

    abstract double next(double v, double square, double beta2);
  }

  @Override
  public List<String> state() {
    return List.of(FIRST_MOMENT, SECOND_MOMENT);
  }

  @Override
  public double initialState(String name) {
    return name.equals(SECOND_MOMENT) ? tau * tau : 0;
  }

  @Override
  public void step(double[] parameters, double[] delta, double[][] state, int length) {
    double[] m = state[0];
    double[] v = state[1];
    for (int i = 0; i < length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * delta[i];
      v[i] = kind.next(v[i], delta[i] * delta[i], beta2);
      parameters[i] += learningRate * m[i] / (Math.sqrt(v[i]) + tau);
    }
  }
}
