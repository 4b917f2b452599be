package dev.rondo.statemachine.definition;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * One retrier.
 *
 * @param intervalSeconds the delay before the first retry
 * @param maxAttempts how many retries; 0 means never
 * @param backoffRate what the delay is multiplied with from one retry to the next, at least 1
 * @param maxDelaySeconds bound of the delay
 * @param fullJitter whether the delay is drawn evenly between 0 and the computed one
 */
public record RetryRule(
    ErrorNames errors,
    long intervalSeconds,
    long maxAttempts,
    double backoffRate,
    OptionalLong maxDelaySeconds,
    boolean fullJitter) {

  /** The language's bound of MaxDelaySeconds: a year. Longer delays than this are this long. */
  static final long LONGEST_DELAY = 31_622_400;

  public RetryRule {
    if (intervalSeconds < 1 || maxAttempts < 0 || !(backoffRate >= 1)) {
      throw new IllegalArgumentException("not a retrier: " + intervalSeconds + " " + backoffRate);
    }
  }

  /**
   * How long to wait before a retry.
   *
   * @param retry 0 for the first
   */
  public Duration delay(long retry, RandomGenerator random) {
    double seconds = intervalSeconds * Math.pow(backoffRate, (double) retry);
    double bounded = Math.min(seconds, (double) maxDelaySeconds.orElse(LONGEST_DELAY));
    double drawn = fullJitter ? bounded * random.nextDouble() : bounded;
    return Duration.ofMillis(Math.round(drawn * 1000));
  }
}
