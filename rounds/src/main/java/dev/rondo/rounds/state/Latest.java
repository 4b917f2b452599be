package dev.rondo.rounds.state;

import java.util.Optional;

/**
 * The position of a job. A rollback changes the version and keeps the round, so version numbers can
 * have gaps. An abandoned round advances the round only.
 *
 * @param version the version that the next round starts from
 * @param throughRound the last round that has ended
 * @param opening the round that is running from this version. It is set before the plan is written,
 *     so that no rollback happens in between, and removed when the round has ended
 */
public record Latest(int version, int throughRound, Optional<Integer> opening) {

  /** The position between two rounds. */
  public Latest(int version, int throughRound) {
    this(version, throughRound, Optional.empty());
  }
}
