package dev.rondo.examples;

import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.simulation.Simulation;
import dev.rondo.simulation.SimulationResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Trains on MNIST with a server optimizer of one's own: FedYogi (Reddi et al. 2021). */
public final class OwnServerOptimizer {

  private static final double ETA = 0.01;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.99;
  private static final double TAU = 1e-3;

  /** Algorithm 2 of the paper. Its state is kept, with the model, from round to round. */
  static final class FedYogi implements ServerOptimizer {

    @Override
    public List<String> state() {
      return List.of("m", "v");
    }

    @Override
    public double initialState(String name) {
      return name.equals("v") ? TAU * TAU : 0;
    }

    @Override
    public void step(double[] parameters, double[] delta, double[][] state, int length) {
      double[] m = state[0];
      double[] v = state[1];
      for (int i = 0; i < length; i++) {
        double square = delta[i] * delta[i];
        m[i] = BETA1 * m[i] + (1 - BETA1) * delta[i];
        v[i] -= (1 - BETA2) * square * Math.signum(v[i] - square);
        parameters[i] += ETA * m[i] / (Math.sqrt(v[i]) + TAU);
      }
    }
  }

  static SimulationResult train(int rounds, Path out) {
    return Simulation.builder()
        .set("job", "own-server-optimizer")
        .set("rounds", rounds)
        .serverOptimizer(new FedYogi())
        .out(out)
        .build()
        .run();
  }

  public static void main(String[] args) {
    SimulationResult result = train(20, Path.of("runs"));
    System.out.printf(Locale.ROOT, "Test accuracy %.4f%n", result.bestAccuracy().orElseThrow());
  }
}
