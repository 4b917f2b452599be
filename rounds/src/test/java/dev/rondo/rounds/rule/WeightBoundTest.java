package dev.rondo.rounds.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
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

  /** The weights that count. */
  private static long[] bounded(long[] weights, double ratio) {
    long bound = WeightBound.of(weights, ratio).orElse(Long.MAX_VALUE);
    return Arrays.stream(weights).map(weight -> Math.min(weight, bound)).toArray();
  }

  private static long largest(long[] weights) {
    return Arrays.stream(weights).max().orElseThrow();
  }

  /** Numbers of very different sizes. */
  private static long[] any(Random random, int count) {
    return LongStream.range(0, count)
        .map(i -> 1 + random.nextLong(1L << (1 + random.nextInt(29))))
        .toArray();
  }

  private static long[] with(long[] some, long[] others) {
    return LongStream.concat(Arrays.stream(some), Arrays.stream(others)).toArray();
  }

  private static boolean isAtMost(long weight, double ratio, long median) {
    BigDecimal most = new BigDecimal(Double.toString(ratio)).multiply(BigDecimal.valueOf(median));
    return BigDecimal.valueOf(weight).compareTo(most) <= 0;
  }

  /** Whether weights of at most this bound are within the ratio and within half of the total. */
  private static boolean isWithin(long[] weights, long bound, double ratio, long median) {
    long[] counting = Arrays.stream(weights).map(weight -> Math.min(weight, bound)).toArray();
    long largest = largest(counting);
    return isAtMost(largest, ratio, median) && 2 * largest <= Arrays.stream(counting).sum();
  }

  @Test
  void equalWeightsAreNeverReduced() {
    for (int count = 1; count <= 1_000; count++) {
      assertThat(WeightBound.of(equal(count, 600), 1)).isEmpty();
      assertThat(WeightBound.of(equal(count, 600), 0.25)).isEmpty();
    }
  }

  @Test
  void aClientThatReportsABillionExamplesHasTenTimesTheMedianWeight() {
    long[] weights = equal(100, 600);
    weights[99] = 1_000_000_000;

    assertThat(WeightBound.of(weights, 10)).hasValue(6_000);
  }

  @Test
  void tenOfAHundredThatReportABillionExamplesDoNotRaiseTheBound() {
    long[] weights = with(equal(90, 600), equal(10, 1_000_000_000));

    assertThat(WeightBound.of(weights, 10)).hasValue(6_000);
  }

  @Test
  void oneOfTwoHasHalfOfTheWeight() {
    assertThat(WeightBound.of(new long[] {100, 300}, 10)).hasValue(100);
  }

  @Test
  void oneOfFewWithTheRestTogetherHasHalfOfTheWeight() {
    assertThat(WeightBound.of(new long[] {100, 200, 50, 1_000}, 10)).hasValue(350);
  }

  @Test
  void theMedianOfAnEvenNumberIsTheLowerOne() {
    assertThat(WeightBound.of(new long[] {100, 100, 5_000, 5_000}, 10)).hasValue(1_000);
  }

  @Test
  void theRatioIsADecimalNumber() {
    // In binary numbers 2.3 times 100 is less than 230.
    assertThat(WeightBound.of(new long[] {100, 100, 100, 231}, 2.3)).hasValue(230);
  }

  @Test
  void zeroIsNoBound() {
    assertThat(WeightBound.of(new long[] {1, 1_000_000}, 0)).isEmpty();
  }

  /** It is the largest whole number that keeps everyone within the bounds. */
  @Property
  void nobodyIsAboveTheBoundsAndNobodyIsReducedMoreThanNecessary(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 40) int count,
      @ForAll @DoubleRange(min = 1, max = 20) double ratio) {
    long[] weights = any(new Random(seed), count);
    long median = Arrays.stream(weights).sorted().skip((count - 1) / 2).findFirst().orElseThrow();

    OptionalLong bound = WeightBound.of(weights, ratio);

    if (bound.isEmpty()) {
      assertThat(isWithin(weights, largest(weights), ratio, median)).isTrue();
    } else {
      assertThat(bound.getAsLong()).isBetween(1L, largest(weights) - 1);
      assertThat(isWithin(weights, bound.getAsLong(), ratio, median)).isTrue();
      assertThat(isWithin(weights, bound.getAsLong() + 1, ratio, median)).isFalse();
    }
  }

  @Property
  void liarsThatAreFewerThanHalfAreBoundByAnHonestNumber(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 40) int honest,
      @ForAll @IntRange(min = 1, max = 39) int liars,
      @ForAll @DoubleRange(min = 1, max = 20) double ratio) {
    Random random = new Random(seed);
    long[] truth = any(random, honest);
    long[] lies = any(random, Math.min(liars, honest - 1));
    int count = truth.length + lies.length;
    // With as many liars above all others, this honest number is the median.
    long most = Arrays.stream(truth).sorted().skip((count - 1) / 2).findFirst().orElseThrow();

    long[] counting = bounded(with(truth, lies), ratio);

    assertThat(isAtMost(largest(counting), ratio, most)).isTrue();
  }

  @Property
  void liarsOfAnyNumberHaveALimitedShareAmongEqualHonestContributors(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 40) int honest,
      @ForAll @IntRange(min = 1, max = 39) int liars,
      @ForAll @IntRange(min = 1, max = 20) int ratio) {
    long[] lies = any(new Random(seed), Math.min(liars, honest - 1));

    long[] counting = bounded(with(equal(honest, 600), lies), ratio);

    long ofLiars = Arrays.stream(counting, honest, counting.length).sum();
    long ofAll = Arrays.stream(counting).sum();
    // At most f r / (f r + n - f) of all: f r to n - f.
    assertThat(ofLiars * honest).isLessThanOrEqualTo((ofAll - ofLiars) * lies.length * ratio);
  }

  @Property
  void nobodyHasMoreThanTheRatioAgainstHalfOfTheOthers(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 40) int count,
      @ForAll @IntRange(min = 1, max = 20) int ratio) {
    long[] counting = bounded(any(new Random(seed), count), ratio);

    long sum = Arrays.stream(counting).sum();
    // Its share is at most r / (r + n / 2), and never more than a half.
    assertThat(largest(counting) * (ratio + count / 2)).isLessThanOrEqualTo(ratio * sum);
    assertThat(2 * largest(counting)).isLessThanOrEqualTo(sum);
  }
}
