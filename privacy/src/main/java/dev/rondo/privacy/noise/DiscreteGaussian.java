package dev.rondo.privacy.noise;

import java.util.function.IntSupplier;

/**
 * Draws integers y with probability proportional to exp(-y² / (2 sigma²)), exactly: the discrete
 * Gaussian of Canonne, Kamath and Steinke, "The discrete Gaussian for differential privacy"
 * (NeurIPS 2020), by their algorithms 1 to 3. Integers decide everything, and no floating-point
 * number is involved, so there is no rounding that an attacker could use (Mironov, "On significance
 * of the least significant bits for differential privacy", CCS 2012).
 *
 * <p>Two choices make it fast and change no probability:
 *
 * <ul>
 *   <li>Algorithm 3 draws from a discrete Laplace of scale t = floor(sigma) + 1. Its proof holds
 *       for each t, and t = sigma makes all fractions small: with |y| = u + sigma v, the exponent
 *       (|y| - sigma)² / (2 sigma²) of the acceptance is a sum of u²/(2 sigma²), u/sigma and 1/2,
 *       and the exponential of a sum is a product of independent tests. All integers stay below
 *       2^62.
 *   <li>A Bernoulli trial of a fraction compares the fraction with a uniform number, of which it
 *       draws 16 bits, and more only while these decide nothing.
 * </ul>
 *
 * <p>The time of a draw depends on the number drawn. Do not let others measure single draws.
 */
final class DiscreteGaussian {

  /** The largest sigma. */
  static final long MAX_SIGMA = 1L << 22;

  private final IntSupplier random;
  private final long sigma;
  private final long twoSigmaSquared;

  /** Of 2^32 numbers, so many have to be rejected that the others fall evenly below sigma. */
  private final long uneven;

  /**
   * @param random gives 16 uniform bits, 0 to 65,535
   * @param sigma 1 to 2^22; the standard deviation, but for a part below e^-18
   * @throws IllegalArgumentException if sigma is out of range
   */
  DiscreteGaussian(IntSupplier random, long sigma) {
    if (sigma < 1 || sigma > MAX_SIGMA) {
      throw new IllegalArgumentException(
          "sigma must be 1 to %s grid steps, but is %s".formatted(MAX_SIGMA, sigma));
    }
    this.random = random;
    this.sigma = sigma;
    this.twoSigmaSquared = 2 * sigma * sigma;
    this.uneven = (1L << 32) % sigma;
  }

  /** Algorithm 3, with algorithm 2 for scale sigma inside. */
  long next() {
    while (true) {
      long u = belowSigma();
      if (!exponential(u, sigma)) {
        continue;
      }
      long v = geometric();
      if (!accepted(u, v)) {
        continue;
      }
      long magnitude = Math.addExact(u, Math.multiplyExact(sigma, v));
      boolean negative = (random.getAsInt() & 1) == 1;
      if (negative && magnitude == 0) {
        continue; // Else 0 would be drawn twice as often.
      }
      return negative ? -magnitude : magnitude;
    }
  }

  /** Whether |y| = u + sigma v stays: true with probability exp(-(|y| - sigma)² / (2 sigma²)). */
  private boolean accepted(long u, long v) {
    if (v == 0) {
      long below = sigma - u;
      return exponential(below * below, twoSigmaSquared);
    }
    // (u/sigma + w)² / 2 with w = v - 1.
    long w = v - 1;
    for (long i = 0; i < w; i++) {
      if (!exponential(u, sigma)) {
        return false;
      }
    }
    for (long i = 0; i < w * w; i++) {
      if (!exponential(1, 2)) {
        return false;
      }
    }
    return exponential(u * u, twoSigmaSquared);
  }

  /** Counts successes of probability exp(-1) before the first failure. */
  private long geometric() {
    long successes = 0;
    while (exponentialOfOne()) {
      successes++;
    }
    return successes;
  }

  /** Algorithm 1 for the probability exp(-1): the first trial always succeeds. */
  private boolean exponentialOfOne() {
    long k = 2;
    while (trial(1, k)) {
      k++;
    }
    return (k & 1) == 1;
  }

  /** Uniform in [0, sigma); Lemire, "Fast random integer generation in an interval" (2019). */
  long belowSigma() {
    while (true) {
      long bits = (long) random.getAsInt() << 16 | random.getAsInt();
      long product = bits * sigma;
      if ((product & 0xffff_ffffL) >= uneven) {
        return product >>> 32;
      }
    }
  }

  /**
   * Algorithm 1: true with probability exp(-n/d), for n at most d. The k-th trial succeeds with
   * probability n/(d k), which is a trial of n/d and one of 1/k.
   */
  private boolean exponential(long n, long d) {
    if (!trial(n, d)) {
      return true;
    }
    long k = 2;
    while (trial(1, k) && trial(n, d)) {
      k++;
    }
    return (k & 1) == 1;
  }

  /**
   * True with probability n/d, for 0 to d of at most 2^45: whether a uniform number of [0, 1) is
   * below n/d, decided from its first bits on.
   */
  boolean trial(long n, long d) {
    // The bits drawn leave the uniform number in [0, d) when it is scaled, and n where it was.
    long left = n;
    while (true) {
      long above = (left << 16) - random.getAsInt() * d;
      if (above >= d) {
        return true;
      }
      if (above <= 0) {
        return false;
      }
      left = above;
    }
  }
}
