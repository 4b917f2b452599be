package dev.rondo.privacy.noise;

import java.util.Arrays;

/** Tests of hypotheses, as a number of standard deviations. Keys are fixed, so each test is too. */
final class Statistics {

  /** A correct sampler goes beyond with a probability of 6e-5. */
  static final double LIMIT = 4;

  private Statistics() {}

  /**
   * Pearson's statistic, made standard normal by Wilson and Hilferty (1931).
   *
   * @param counts of each cell
   * @param probabilities of each cell, which add up to 1
   */
  static double chiSquare(long[] counts, double[] probabilities) {
    double all = Arrays.stream(counts).sum();
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = all * probabilities[i];
      sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    double part = 2.0 / (9 * (counts.length - 1));
    return (Math.cbrt(sum / (counts.length - 1)) - (1 - part)) / Math.sqrt(part);
  }

  /** Deviation of a count from its expectation. */
  static double count(long seen, double trials, double probability) {
    double expected = trials * probability;
    return (seen - expected) / Math.sqrt(expected * (1 - probability));
  }

  /** Of the correlation of two vectors of independent numbers with mean 0. */
  static double correlation(long[] a, long[] b) {
    double products = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      products += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    return products / Math.sqrt(squaresOfA * squaresOfB) * Math.sqrt(a.length);
  }
}
