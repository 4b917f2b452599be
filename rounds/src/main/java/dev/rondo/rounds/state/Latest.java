package dev.rondo.rounds.state;

import java.util.Optional;

/**
 * Where a job stands. A rollback sets the version and keeps the round, so versions can have holes;
 * an abandoned round advances the round alone.
 *
 * @param version the version that the next round starts from
 * @param throughRound the last round that has ended
 * @param opening the round that is under way from this version: set before its plan is written, so
 *     that no rollback comes between, and gone when it has ended
 */
public record Latest(int version, int throughRound, Optional<Integer> opening) {

  /** Between two rounds. */
  public Latest(int version, int throughRound) {
    this(version, throughRound, Optional.empty());
  }
}
