package dev.rondo.statemachine.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class RetryRulePropertiesTest {

  private static RetryRule rule(int interval, double rate, OptionalLong most, boolean jitter) {
    return new RetryRule(new ErrorNames(List.of("E")), interval, 99, rate, most, jitter);
  }

  private static Duration delay(RetryRule rule, int retry, long seed) {
    return rule.delay(retry, new SplittableRandom(seed));
  }

  @Property
  void delaysNeverShrinkAndNeverPassTheBound(
      @ForAll @IntRange(min = 1, max = 1000) int interval,
      @ForAll @DoubleRange(min = 1, max = 10) double rate,
      @ForAll @IntRange(min = 1, max = 5000) int above,
      @ForAll @IntRange(max = 400) int retry) {
    RetryRule rule = rule(interval, rate, OptionalLong.of(interval + (long) above), false);
    assertThat(delay(rule, retry, 1))
        .isBetween(Duration.ofSeconds(interval), Duration.ofSeconds(interval + (long) above))
        .isLessThanOrEqualTo(delay(rule, retry + 1, 1));
  }

  @Property
  void theFirstDelayIsTheInterval(
      @ForAll @IntRange(min = 1, max = 1_000_000) int interval,
      @ForAll @DoubleRange(min = 1, max = 10) double rate) {
    assertThat(delay(rule(interval, rate, OptionalLong.empty(), false), 0, 1))
        .isEqualTo(Duration.ofSeconds(interval));
  }

  @Property
  void fullJitterIsBetweenNothingAndTheDelayAndTheSameForTheSameSeed(
      @ForAll @IntRange(min = 1, max = 1000) int interval,
      @ForAll @DoubleRange(min = 1, max = 4) double rate,
      @ForAll @IntRange(max = 50) int retry,
      @ForAll long seed) {
    Duration whole = delay(rule(interval, rate, OptionalLong.empty(), false), retry, seed);
    RetryRule jittered = rule(interval, rate, OptionalLong.empty(), true);
    assertThat(delay(jittered, retry, seed))
        .isBetween(Duration.ZERO, whole)
        .isEqualTo(delay(jittered, retry, seed));
  }

  @Property
  void allStandsForEveryErrorButTheTwoThatAreNamedByThemselves(@ForAll String error) {
    ErrorNames all = new ErrorNames(List.of(ErrorNames.ALL));
    assertThat(all.match(error)).isTrue();
    assertThat(all.match(ErrorNames.TIMEOUT)).isTrue();
    assertThat(all.match(ErrorNames.DATA_LIMIT_EXCEEDED)).isFalse();
    assertThat(all.match(ErrorNames.RUNTIME)).isFalse();
  }
}
