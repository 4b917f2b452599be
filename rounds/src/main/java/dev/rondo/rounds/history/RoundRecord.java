package dev.rondo.rounds.history;

import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.state.RoundResult;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A round that has ended.
 *
 * @param result how it ended
 * @param contributors who is in its version, by id
 * @param seconds real time that it took, when that is known
 */
public record RoundRecord(
    RoundResult result, List<Contributor> contributors, OptionalDouble seconds) {

  public RoundRecord {
    contributors = List.copyOf(contributors);
  }

  /** Time that it took on the virtual clock. */
  public double virtualSeconds() {
    return java.time.Duration.between(result.openedAt(), result.closedAt()).toNanos() / 1e9;
  }
}
