package dev.rondo.faults;

import dev.rondo.faults.invariant.Violation;
import dev.rondo.faults.service.Fault;
import dev.rondo.faults.service.Mischief.Struck;
import dev.rondo.faults.service.Selection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the smallest set of faults of a schedule that still violates the same invariant: leaves out
 * whole kinds of faults, then the end, then single faults.
 */
public final class Shrinker {

  private static final int MOST_TRIES = 400;

  private final long seed;
  private final Stage stage;
  private final String invariant;
  private Selection best = Selection.all();
  private Schedule.Outcome outcome;
  private int tries;

  private Shrinker(long seed, Stage stage, Schedule.Outcome outcome, Violation violation) {
    this.seed = seed;
    this.stage = stage;
    this.outcome = outcome;
    this.invariant = violation.invariant();
  }

  /**
   * Shrinks a schedule that breaks something.
   *
   * @return which of its faults are needed; empty when it breaks nothing
   */
  public static Optional<Selection> shrink(long seed, Stage stage) {
    Schedule.Outcome outcome = Schedule.run(seed, Selection.all(), false, stage);
    return outcome
        .violation()
        .map(violation -> new Shrinker(seed, stage, outcome, violation).shrink());
  }

  private Selection shrink() {
    Set<Fault> kinds = EnumSet.noneOf(Fault.class);
    outcome.faults().forEach(struck -> kinds.add(struck.fault()));
    for (Fault kind : kinds) {
      Set<Fault> without = new HashSet<>(best.kinds());
      without.add(kind);
      attempt(new Selection(without, best.skipped(), best.limit()));
    }
    shorten();
    int before;
    do {
      before = outcome.faults().size();
      for (Struck struck : outcome.faults()) {
        Set<Integer> without = new HashSet<>(best.skipped());
        without.add(struck.number());
        attempt(new Selection(best.kinds(), without, best.limit()));
      }
    } while (outcome.faults().size() < before);
    return best;
  }

  /** Repeatedly halves the number of faults at the end. */
  private void shorten() {
    int low = 0;
    int high = outcome.faults().stream().mapToInt(Struck::number).max().orElse(-1) + 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (attempt(new Selection(best.kinds(), best.skipped(), middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
  }

  private boolean attempt(Selection selection) {
    if (tries++ >= MOST_TRIES) {
      return false;
    }
    Schedule.Outcome tried = Schedule.run(seed, selection, false, stage);
    boolean same = tried.violation().filter(v -> v.invariant().equals(invariant)).isPresent();
    if (same) {
      best = selection;
      outcome = tried;
    }
    return same;
  }
}
