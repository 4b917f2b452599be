package dev.rondo.privacy.noise;

/**
 * The numbers that contributions and noise are made of: multiples of a power of two. All sums are
 * then exact integers of steps in doubles, in any order, and noise is drawn in the same integers.
 * With noise in floating point, the lowest bits of a sum show what was added to it (Mironov, "On
 * significance of the least significant bits for differential privacy", CCS 2012).
 *
 * <p>Noise on the grid gives the concentrated DP of a continuous Gaussian with this deviation, for
 * the same L2 sensitivity (Canonne, Kamath and Steinke, "The discrete Gaussian for differential
 * privacy", NeurIPS 2020, theorems 4 and 14). For the exact curve of (epsilon, delta), see {@link
 * #distance}.
 *
 * @param step a power of two, in units of the model
 * @param deviation the standard deviation of the noise in steps, 1 to 2^22
 */
public record Grid(double step, long deviation) {

  /** A standard deviation has 2^20 to 2^21 steps. */
  private static final int FINENESS = 20;

  /** With fewer steps, {@link #distance} would be too far to be left out of an account. */
  public static final long LEAST_DEVIATION = 1L << 17;

  /** Rounding to the nearest step moves a number by this many steps, at most. */
  private static final double HALF = 0.5;

  private static final double EXACT_STEPS = 0x1p53;

  /** More than any noise: 2^31 numbers beyond 64 deviations have a probability below 2^-2900. */
  private static final double NOISE_DEVIATIONS = 64;

  /** Covers the rounding of the arithmetic in {@link #calibrated}, a few units of 2^-53. */
  private static final double ROUNDING = 1 + 0x1p-49;

  public Grid {
    boolean power = step == Math.scalb(1.0, Math.getExponent(step));
    if (!power || step < 0x1p-900 || step > 0x1p900) {
      throw new IllegalArgumentException(
          "step must be a power of two between 2^-900 and 2^900, but is " + step);
    }
    if (deviation < 1 || deviation > DiscreteGaussian.MAX_SIGMA) {
      throw new IllegalArgumentException(
          "deviation must be 1 to %s steps, but is %s"
              .formatted(DiscreteGaussian.MAX_SIGMA, deviation));
    }
  }

  /**
   * A grid for noise of a standard deviation: step = 2^floor(log2(sigma / 2^20)).
   *
   * @param sigma in units of the model, above 0
   * @return with step times deviation at least sigma, by less than a millionth
   * @throws IllegalArgumentException if sigma is not a positive number
   */
  public static Grid of(double sigma) {
    return of(sigma, 0);
  }

  private static Grid of(double sigma, double leastStep) {
    positive("sigma", sigma);
    double step = Math.max(leastStep, Math.scalb(1.0, Math.getExponent(sigma) - FINENESS));
    if (sigma / step < LEAST_DEVIATION) {
      throw new IllegalArgumentException(
          "The noise must have a standard deviation of %s steps or more, but has %s"
              .formatted(LEAST_DEVIATION, sigma / step));
    }
    return new Grid(step, (long) Math.ceil(sigma / step));
  }

  /**
   * A grid whose noise has a given ratio to the sensitivity of sums on this grid: sigma = z (clip +
   * step sqrt(d) / 2), because a contribution of norm clip can grow when its numbers are rounded.
   *
   * @param noiseMultiplier z, above 0
   * @param clip the largest L2 norm of a client's contribution before it is rounded, above 0
   * @param dimension d, the numbers of a contribution, 1 or more
   * @return the grid with the smallest step for which this holds
   * @throws IllegalArgumentException if an argument is out of range, or if z sqrt(d) is 2^22 or
   *     more and no grid of 2^20 steps per deviation is fine enough
   */
  public static Grid calibrated(double noiseMultiplier, double clip, long dimension) {
    return calibrated(noiseMultiplier, clip, dimension, HALF);
  }

  /**
   * The same, if rounding moves each number by more than half a step.
   *
   * @param rounding the steps by which it moves a number, at most, 1/2 or more
   */
  public static Grid calibrated(
      double noiseMultiplier, double clip, long dimension, double rounding) {
    return calibrated(noiseMultiplier, clip, dimension, rounding, 0);
  }

  /**
   * The same, for numbers that cannot be finer than a given step.
   *
   * @param leastStep 0 or a power of two, which must leave the deviation at least {@link
   *     #LEAST_DEVIATION} steps
   */
  public static Grid calibrated(
      double noiseMultiplier, double clip, long dimension, double rounding, double leastStep) {
    positive("The noise multiplier", noiseMultiplier);
    positive("rounding", rounding);
    positive("clip", clip);
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension must be 1 or more, but is " + dimension);
    }
    if (2 * rounding * noiseMultiplier * Math.sqrt((double) dimension) * ROUNDING >= 0x1p22) {
      throw new IllegalArgumentException(
          "The noise multiplier must be below %s for a model of %s numbers, but is %s"
              .formatted(
                  0x1p21 / (rounding * Math.sqrt((double) dimension)), dimension, noiseMultiplier));
    }
    Grid grid = of(noiseMultiplier * clip, leastStep);
    while (true) {
      double sigma = noiseMultiplier * grid.sensitivity(clip, dimension, rounding) * ROUNDING;
      Grid larger = of(sigma, leastStep);
      if (larger.step == grid.step) {
        return larger;
      }
      // The loop ends, because a coarser step adds less than it doubles. It never passes a
      // solution, because sigma grows with the step.
      grid = larger;
    }
  }

  /** Of the noise, in units of the model. */
  public double standardDeviation() {
    return step * deviation;
  }

  /**
   * The largest L2 norm of a contribution after it is rounded: clip + step sqrt(d) / 2.
   *
   * @param clip the largest norm before
   * @param dimension the numbers of a contribution
   */
  public double sensitivity(double clip, long dimension) {
    return sensitivity(clip, dimension, HALF);
  }

  private double sensitivity(double clip, long dimension, double rounding) {
    return clip + step * Math.sqrt((double) dimension) * rounding;
  }

  /** The nearest multiple of the step; of two, the one that is an even number of steps. */
  public double round(double value) {
    return Math.rint(value / step) * step;
  }

  /** Rounds the first numbers of a block, see {@link #round(double)}. */
  public void round(double[] block, int length) {
    double steps = 1 / step;
    for (int i = 0; i < length; i++) {
      block[i] = Math.rint(block[i] * steps) * step;
    }
  }

  /**
   * How many contributions can be added up, and noise to them, so that each sum is exact: all
   * partial sums stay below 2^53 steps.
   *
   * @param clip the largest L2 norm of a contribution before it is rounded, which bounds each of
   *     its numbers
   * @return 0 if even one contribution is too large
   */
  public long maxClients(double clip) {
    positive("clip", clip);
    double each = Math.floor(clip / step) + 1;
    return (long) Math.max(0, Math.floor((EXACT_STEPS - NOISE_DEVIATIONS * deviation) / each));
  }

  /**
   * How far the noise of a vector is from a continuous Gaussian that is rounded to the grid, in
   * total variation, at most: sqrt(d) / (32 S²) with S the deviation in steps. A mechanism with the
   * latter is post-processing of the Gaussian mechanism. So for each epsilon, noise on the grid has
   * at most the Gaussian mechanism's delta plus (1 + e^epsilon) times this distance: 2.7e-11 for a
   * million numbers.
   *
   * <p>The probability of y steps differs by a factor 1 + (y²/S² - 1) / (24 S²), so the divergence
   * of Kullback and Leibler is 1 / (576 S⁴) for each number, and Pinsker's inequality gives the
   * rest. The terms left out are smaller by 1/S², and the result has room for them.
   *
   * <p>For a large epsilon that bound is loose, and the ratio itself says more: its logarithm for a
   * vector, the sum of (y²/S² - 1) / (24 S²), is beyond L = (2 sqrt(50 d) + 100) / (24 S²) with a
   * probability below 4e-22 (Laurent and Massart, "Adaptive estimation of a quadratic functional by
   * model selection", Annals of Statistics 2000, lemma 1). So epsilon grows by at most 2 L and
   * delta by the factor e^L, beside 4e-22 (1 + e^(epsilon + L)). L is 5.4e-10 for a million
   * numbers. The noise of several releases is one vector of all their numbers.
   *
   * @param dimension d, the numbers of the vector
   * @return for a deviation of {@link #LEAST_DEVIATION} or more, as {@link #of} and {@link
   *     #calibrated} choose it
   */
  public double distance(long dimension) {
    return Math.sqrt((double) dimension) / (32.0 * deviation * deviation);
  }

  private static void positive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " must be a number above 0, but is " + value);
    }
  }
}
