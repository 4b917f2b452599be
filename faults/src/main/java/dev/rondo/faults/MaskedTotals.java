package dev.rondo.faults;

import dev.rondo.faults.invariant.MaskedRounds;

/** Counts what became of all masked rounds of several schedules. Thread-safe. */
final class MaskedTotals {

  private int schedules;
  private MaskedRounds rounds = MaskedRounds.NONE;

  /** Adds the rounds of a schedule. */
  synchronized void add(MaskedRounds ofSchedule) {
    schedules++;
    rounds = rounds.and(ofSchedule);
  }

  @Override
  public synchronized String toString() {
    return "%s with masks: %s rounds committed, %s of them without a client that had masked an update; %s refused by the helper"
        .formatted(schedules, rounds.summed(), rounds.withDropOuts(), rounds.refused());
  }
}
