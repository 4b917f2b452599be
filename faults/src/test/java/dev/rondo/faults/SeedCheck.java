package dev.rondo.faults;

import dev.rondo.faults.invariant.Violation;
import dev.rondo.faults.service.Selection;
import java.util.Optional;
import java.util.function.LongFunction;

/** Runs the schedule of a seed and answers what it breaks; other class loaders can use it. */
public final class SeedCheck implements LongFunction<Optional<String>>, AutoCloseable {

  private final Stage stage = new Stage();

  @Override
  public Optional<String> apply(long seed) {
    return Schedule.run(seed, Selection.all(), false, stage).violation().map(Violation::toString);
  }

  @Override
  public void close() {
    stage.close();
  }
}
