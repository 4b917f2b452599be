package dev.rondo.faults;

import dev.rondo.faults.invariant.Violation;
import dev.rondo.faults.service.Selection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Shrinks the schedule of a seed, and answers how many faults it had and has; other class loaders
 * can use it.
 */
public final class ShrinkCheck implements LongFunction<Optional<List<Integer>>> {

  @Override
  public Optional<List<Integer>> apply(long seed) {
    try (Stage stage = new Stage()) {
      return Shrinker.shrink(seed, stage).map(smallest -> compare(seed, smallest, stage));
    }
  }

  private static List<Integer> compare(long seed, Selection smallest, Stage stage) {
    Schedule.Outcome all = Schedule.run(seed, Selection.all(), false, stage);
    Schedule.Outcome few = Schedule.run(seed, smallest, false, stage);
    if (!invariant(few).equals(invariant(all))) {
      throw new AssertionError(few.violation() + " is not " + all.violation());
    }
    return List.of(all.faults().size(), few.faults().size());
  }

  private static Optional<String> invariant(Schedule.Outcome outcome) {
    return outcome.violation().map(Violation::invariant);
  }
}
