package dev.rondo.rounds.rule;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Bounds the weight of one contributor in a weighted mean. None may weigh more than {@code ratio}
 * times the median weight, and none more than half of the total.
 *
 * <p>Of an even number of weights, the median is the lower of the two in the middle. So it is at
 * most the number of an honest contributor as long as no more than half of the contributors report
 * too much, and at least the number of one as long as fewer than half report too little. With the
 * upper one, n / 2 liars could choose the bound.
 *
 * <p>At least n / 2 (rounded down) of the others weigh the median or more, so none has more than
 * {@code ratio / (ratio + n / 2)} of the total. Equal weights are always allowed.
 */
public final class WeightBound {

  private WeightBound() {}

  /**
   * The largest whole number that keeps every contributor within the bounds if larger weights are
   * reduced to it. With m the median and R the sum of all weights but the largest, it is the
   * smaller one of {@code ratio m}, rounded down, and R: with a second weight that is reduced, none
   * has more than half anyway.
   *
   * @param weights examples of each contributor, 1 or more each
   * @param ratio how many times the median weight one contributor may have; below 1 it counts as 1,
   *     and 0 is no bound at all
   * @return empty if no weight has to be reduced
   */
  public static OptionalLong of(long[] weights, double ratio) {
    if (ratio <= 0 || weights.length < 2) {
      return OptionalLong.empty();
    }
    long[] sorted = weights.clone();
    Arrays.sort(sorted);
    long largest = sorted[sorted.length - 1];
    long others = Arrays.stream(sorted).sum() - largest;
    long bound = Math.min(others, times(sorted[(sorted.length - 1) / 2], Math.max(1, ratio)));
    return bound < largest ? OptionalLong.of(bound) : OptionalLong.empty();
  }

  /** In decimal numbers: 1.1 times 30 is 33. */
  private static long times(long median, double ratio) {
    BigDecimal product = BigDecimal.valueOf(ratio).multiply(BigDecimal.valueOf(median));
    return product.setScale(0, RoundingMode.DOWN).longValueExact();
  }
}
