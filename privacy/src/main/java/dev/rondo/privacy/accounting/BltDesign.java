package dev.rondo.privacy.accounting;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the {@link Blt} with the least error for a number of rounds and a participation.
 *
 * <p>For a given privacy, the noise of the model after the worst round is proportional to
 * sensitivity times max error, which this minimizes, as equation 6 of "A Hassle-free Algorithm for
 * Strong Differential Privacy in Federated Learning Systems" (McMahan, Xu, Zhang 2024). The result
 * depends on the arguments alone: every machine computes the same bits.
 */
public final class BltDesign {

  /** The search ends when the logarithm of the error improves by less. */
  private static final double PRECISION = 1e-7;

  /** A buffer is as large as the model, so one more must reduce the error by more than this. */
  private static final double WORTH_A_BUFFER = 1.002;

  /** Bounds of the free variables, where a buffer forgets nothing, or everything. */
  private static final double BOUND = 22;

  private BltDesign() {}

  /**
   * The best matrix with the fewest buffers whose error is within 0.2 % of four buffers'.
   *
   * @param rounds 1 or more
   */
  public static Blt design(int rounds, Participation participation) {
    List<Blt> designs = new ArrayList<>();
    for (int buffers = 1; buffers <= Blt.MOST_BUFFERS; buffers++) {
      designs.add(design(rounds, participation, buffers));
    }
    double least =
        designs.stream().mapToDouble(blt -> error(blt, rounds, participation)).min().orElseThrow();
    return designs.stream()
        .filter(blt -> error(blt, rounds, participation) <= WORTH_A_BUFFER * least)
        .findFirst()
        .orElseThrow();
  }

  /**
   * The best matrix with a number of buffers.
   *
   * @param rounds 1 or more
   * @param buffers 1 to 4
   */
  public static Blt design(int rounds, Participation participation, int buffers) {
    Arguments.atLeast(1, "rounds", rounds);
    Arguments.between(1, Blt.MOST_BUFFERS, "buffers", buffers);
    QuasiNewton search =
        new QuasiNewton(
            point -> StrictMath.log(error(blt(point), rounds, participation)), PRECISION);
    return blt(search.minimize(start(rounds, buffers)));
  }

  /**
   * The standard deviation of the noise in the model after the worst round, for mu = 1 and in units
   * of the clip: sensitivity times max error.
   *
   * @param rounds 1 or more
   */
  public static double error(Blt blt, int rounds, Participation participation) {
    return blt.sensitivity(rounds, participation) * blt.maxError(rounds);
  }

  /**
   * Without a limit of participation the best coefficients fall like 1 / sqrt(pi i), and a sum of
   * exponentials with decays s_j in a geometric row and weights near sqrt(s_j) falls alike.
   */
  private static double[] start(int rounds, int buffers) {
    double[] point = new double[2 * buffers];
    double slowest = 1.0 / (rounds + 1);
    for (int j = 0; j < buffers; j++) {
      double decay = 0.7 * StrictMath.pow(slowest / 0.7, (buffers - j - 0.5) / buffers);
      point[j] = StrictMath.log((1 - decay) / decay);
      point[buffers + j] = StrictMath.log(0.4 * Math.sqrt(decay));
    }
    return point;
  }

  /** Free variables to a valid matrix: theta by the logistic function, omega with a sum below 1. */
  private static Blt blt(double[] point) {
    int buffers = point.length / 2;
    double[] weight = new double[buffers];
    double total = 1;
    for (int j = 0; j < buffers; j++) {
      weight[j] = StrictMath.exp(bounded(point[buffers + j]));
      total += weight[j];
    }
    List<Double> theta = new ArrayList<>();
    List<Double> omega = new ArrayList<>();
    for (int j = 0; j < buffers; j++) {
      theta.add(1 / (1 + StrictMath.exp(-bounded(point[j]))));
      omega.add(weight[j] / total);
    }
    return new Blt(theta, omega);
  }

  private static double bounded(double value) {
    return Math.max(-BOUND, Math.min(BOUND, value));
  }
}
