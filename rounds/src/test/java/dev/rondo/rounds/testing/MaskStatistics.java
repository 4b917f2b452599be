package dev.rondo.rounds.testing;

import java.util.Arrays;

/** Tests of hypotheses about masked numbers, with the limit {@value #LIMIT} standard deviations. */
final class MaskStatistics {

  /** Numbers with a good mask are beyond with a probability of 7e-6. */
  static final double LIMIT = 4.5;

  private static final int VALUES = 256;

  private MaskStatistics() {}

  /** Whether each byte of numbers has the distribution of a random byte, by Pearson's statistic. */
  static boolean areUniform(int[] numbers) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      long[] counts = new long[VALUES];
      for (int number : numbers) {
        counts[(number >>> shift) & (VALUES - 1)]++;
      }
      if (Math.abs(deviation(counts, (double) numbers.length / VALUES)) > LIMIT) {
        return false;
      }
    }
    return true;
  }

  /** Pearson's statistic, made standard normal by Wilson and Hilferty (1931). */
  private static double deviation(long[] counts, double expected) {
    double sum = 0;
    for (long count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    double part = 2.0 / (9 * (counts.length - 1));
    return (Math.cbrt(sum / (counts.length - 1)) - (1 - part)) / Math.sqrt(part);
  }

  /** Whether Pearson's correlation is not that of independent vectors. A constant has none. */
  static boolean areCorrelated(double[] a, double[] b) {
    double meanOfA = Arrays.stream(a).average().orElseThrow();
    double meanOfB = Arrays.stream(b).average().orElseThrow();
    double products = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      products += (a[i] - meanOfA) * (b[i] - meanOfB);
      squaresOfA += (a[i] - meanOfA) * (a[i] - meanOfA);
      squaresOfB += (b[i] - meanOfB) * (b[i] - meanOfB);
    }
    double scale = Math.sqrt(squaresOfA * squaresOfB);
    return scale > 0 && Math.abs(products / scale) * Math.sqrt(a.length) > LIMIT;
  }
}
