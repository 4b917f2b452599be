package dev.rondo.agent.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A time to be drawn anew at each use, so that agents that started together do not stay in step.
 *
 * @param low the shortest, in seconds
 * @param high the longest, in seconds
 */
public record SecondsRange(double low, double high) {

  public SecondsRange {
    if (!(low >= 0) || !(high >= low) || high > 86_400) {
      throw new IllegalArgumentException("Not a range of seconds: " + low + "-" + high);
    }
  }

  /** A time from the range, each as likely. */
  public Duration draw(RandomGenerator random) {
    double seconds = low + (high - low) * random.nextDouble();
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
