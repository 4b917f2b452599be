package dev.rondo.rounds.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WeightBoundTest {

  private static long[] equal(int count, long weight) {
    long[] weights = new long[count];
    Arrays.fill(weights, weight);
    return weights;
  }

  private static double largestShare(long[] weights, long bound) {
    double sum = Arrays.stream(weights).mapToDouble(w -> Math.min(w, bound)).sum();
    return Math.min(Arrays.stream(weights).max().orElseThrow(), bound) / sum;
  }

  @Test
  void equalWeightsAreNeverReduced() {
    for (int count = 1; count <= 1_000; count++) {
      assertThat(WeightBound.of(equal(count, 600), 1)).isEmpty();
    }
  }

  @Test
  void aClientThatReportsABillionExamplesHasTenTimesTheMeanWeight() {
    long[] weights = equal(100, 600);
    weights[99] = 1_000_000_000;

    long bound = WeightBound.of(weights, 10).orElseThrow();

    // c = 0.1 x (99 x 600 + c)
    assertThat(bound).isEqualTo(6600);
    assertThat(largestShare(weights, bound)).isEqualTo(0.1);
  }

  @Test
  void oneOfTwoHasHalfOfTheWeight() {
    assertThat(WeightBound.of(new long[] {100, 300}, 10)).hasValue(100);
  }

  @Test
  void zeroIsNoBound() {
    assertThat(WeightBound.of(new long[] {1, 1_000_000}, 0)).isEmpty();
  }

  /** It is the largest whole number that keeps everyone within the bound. */
  @Property
  void nobodyIsAboveTheBoundAndNobodyIsReducedMoreThanNecessary(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 40) int count,
      @ForAll @DoubleRange(min = 1, max = 20) double ratio) {
    Random random = new Random(seed);
    long[] weights = random.longs(count, 1, 1L << (1 + random.nextInt(29))).toArray();
    double share = Math.min(0.5, ratio / count) * (1 + 1e-9);
    long least = Arrays.stream(weights).min().orElseThrow();
    long most = Arrays.stream(weights).max().orElseThrow();

    OptionalLong bound = WeightBound.of(weights, ratio);

    if (bound.isEmpty()) {
      assertThat(largestShare(weights, most)).isLessThanOrEqualTo(share);
    } else {
      long value = bound.getAsLong();
      assertThat(value).isBetween(least, most);
      assertThat(value == least || largestShare(weights, value) <= share).isTrue();
      assertThat(largestShare(weights, value + 1)).isGreaterThan(Math.min(0.5, ratio / count));
    }
  }
}
