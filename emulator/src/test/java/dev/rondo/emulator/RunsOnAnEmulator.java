package dev.rondo.emulator;

import dev.rondo.aws.testing.Emulator;
import dev.rondo.aws.testing.LocalAws;
import dev.rondo.aws.testing.LocalStack;
import dev.rondo.statemachine.table.Interpreter;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Tests of state machines on one emulator: all executions are started before the first test, and
 * each test waits for its own.
 *
 * @param <R> the executions; closing them ends the emulator
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RunsOnAnEmulator<R extends AutoCloseable> {

  private final Interpreter interpreter;
  private Optional<R> runs = Optional.empty();

  RunsOnAnEmulator(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /** Whether the emulator is MiniStack or LocalStack. */
  final Interpreter interpreter() {
    return interpreter;
  }

  final R runs() {
    return runs.orElseThrow();
  }

  /** Takes the emulator over, and runs nothing yet. */
  abstract R on(LocalAws aws);

  abstract void start(R runs);

  /** Is called after the last test. */
  void ended(R runs) throws Exception {
    runs.close();
  }

  @BeforeAll
  final void startAll() {
    R started = on(emulator());
    runs = Optional.of(started);
    start(started);
  }

  private LocalAws emulator() {
    return switch (interpreter) {
      case MINISTACK -> Emulator.startIfInstalled();
      case LOCALSTACK -> LocalStack.startProcessIfInstalled();
      case RONDO -> throw new IllegalStateException("It is no emulator");
    };
  }

  @AfterAll
  final void end() throws Exception {
    if (runs.isPresent()) {
      ended(runs.get());
    }
  }
}
