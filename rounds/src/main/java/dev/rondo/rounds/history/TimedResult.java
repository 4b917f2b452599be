package dev.rondo.rounds.history;

import dev.rondo.rounds.state.RoundResult;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How a round ended, and how long it took.
 *
 * @param seconds real time that it took, when that is known
 */
public record TimedResult(RoundResult result, OptionalDouble seconds) {

  /** Time that it took on the virtual clock, in seconds. */
  public double virtualSeconds() {
    return Duration.between(result.openedAt(), result.closedAt()).toNanos() / 1e9;
  }
}
