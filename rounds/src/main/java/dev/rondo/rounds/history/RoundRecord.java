package dev.rondo.rounds.history;

import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.state.RoundResult;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A round that has ended, with the clients in its version.
 *
 * @param timed how it ended
 * @param contributors who is in its version, by id
 */
public record RoundRecord(TimedResult timed, List<Contributor> contributors) {

  public RoundRecord {
    contributors = List.copyOf(contributors);
  }

  public RoundResult result() {
    return timed.result();
  }

  /** Real time that it took, when that is known. */
  public OptionalDouble seconds() {
    return timed.seconds();
  }
}
