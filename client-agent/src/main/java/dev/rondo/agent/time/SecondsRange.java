package dev.rondo.agent.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A range from which a time is drawn at each use, so that agents that start together do not stay
 * synchronized.
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

  /** A uniformly distributed time from the range. */
  public Duration draw(RandomGenerator random) {
    double seconds = low + (high - low) * random.nextDouble();
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
