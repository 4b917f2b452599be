package dev.rondo.agent.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with jitter: each pause is twice as long as the one before, up to a maximum,
 * and is drawn from the upper half of its length.
 */
public final class BackOff {

  private final SecondsRange range;
  private final RandomGenerator random;
  private double seconds;

  /**
   * @param range length of the first pause, and of the longest
   */
  public BackOff(SecondsRange range, RandomGenerator random) {
    this.range = range;
    this.random = random;
    this.seconds = range.low();
  }

  /** The next pause. */
  public Duration next() {
    double length = seconds;
    seconds = Math.min(range.high(), 2 * seconds);
    return new SecondsRange(length / 2, length).draw(random);
  }

  /** Starts again with the first pause after a success. */
  public void reset() {
    seconds = range.low();
  }
}
