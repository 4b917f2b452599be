package dev.rondo.learning.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws from a Dirichlet distribution. Only StrictMath and {@code nextDouble} are used, so that a
 * seed means the same on every JDK.
 */
final class Dirichlet {

  private Dirichlet() {}

  /** Shares that sum to 1, one for each concentration; a concentration of 0 gets none. */
  static double[] draw(double[] concentrations, SplittableRandom random) {
    double[] logs = new double[concentrations.length];
    for (int k = 0; k < logs.length; k++) {
      logs[k] =
          concentrations[k] > 0 ? logGamma(concentrations[k], random) : Double.NEGATIVE_INFINITY;
    }
    // In logarithms, because a gamma variate of a small concentration underflows.
    double highest = Arrays.stream(logs).max().orElse(0);
    double[] shares = Arrays.stream(logs).map(log -> StrictMath.exp(log - highest)).toArray();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  /** The logarithm of a gamma variate (Marsaglia and Tsang 2000). */
  private static double logGamma(double shape, SplittableRandom random) {
    if (shape < 1) {
      double boost = StrictMath.log(1 - random.nextDouble()) / shape;
      return logGamma(shape + 1, random) + boost;
    }
    double d = shape - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = gaussian(random);
      double v = StrictMath.pow(1 + c * x, 3);
      double u = 1 - random.nextDouble();
      if (v > 0 && StrictMath.log(u) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
        return StrictMath.log(d) + StrictMath.log(v);
      }
    }
  }

  /** A standard normal variate (Box and Muller 1958). */
  private static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
