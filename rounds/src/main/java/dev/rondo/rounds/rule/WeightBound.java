package dev.rondo.rounds.rule;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Bounds the share of one contributor in a weighted mean. Of n contributors none may have more than
 * {@code ratio / n} of the total weight (that is, {@code ratio} times the mean weight), and none
 * more than half of it. Equal weights of 1 / n each are always allowed.
 */
public final class WeightBound {

  private static final double HALF = 0.5;

  /** Equal weights are not above the bound because of a rounded share. */
  private static final double ROUNDING = 1 + 1e-12;

  private WeightBound() {}

  /**
   * The largest weight that keeps every contributor below the bound if larger weights are reduced
   * to it. With the k largest weights reduced to c and the sum R of the others, c = s (k c + R), so
   * c = s R / (1 - s k). Rounded down to a whole number of examples, at least 1.
   *
   * @param weights examples of each contributor, 1 or more each
   * @param ratio how many times the mean weight one contributor may have; 0 is no bound
   * @return empty if no weight has to be reduced
   */
  public static OptionalLong of(long[] weights, double ratio) {
    if (ratio <= 0 || weights.length < 2) {
      return OptionalLong.empty();
    }
    long[] sorted = weights.clone();
    Arrays.sort(sorted);
    double share = Math.min(HALF, ratio / sorted.length);
    double rest = Arrays.stream(sorted).asDoubleStream().sum();
    for (int reduced = 0; reduced < sorted.length; reduced++) {
      long largest = sorted[sorted.length - 1 - reduced];
      double cap = share * rest / (1 - share * reduced) * ROUNDING;
      if (largest <= cap) {
        return reduced == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(1, (long) cap));
      }
      rest -= largest;
      if (share * (reduced + 1) * ROUNDING >= 1) {
        break;
      }
    }
    return OptionalLong.of(sorted[0]);
  }
}
