package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.aws.testing.Emulator;
import dev.rondo.aws.testing.LocalAws;
import dev.rondo.aws.testing.LocalStack;
import dev.rondo.statemachine.InterpretedPath;
import dev.rondo.statemachine.paths.RondoPath;
import dev.rondo.statemachine.paths.Trace;
import dev.rondo.statemachine.table.Interpreter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every path through Rondo's two machines on both emulators, with functions that follow a script.
 * The same states must be entered as in Rondo's interpreter, with the same outcome.
 */
class EveryPathTest {

  @Nested
  class OnMiniStack extends OnAnEmulator {
    OnMiniStack() {
      super(Interpreter.MINISTACK);
    }

    @Override
    LocalAws start() {
      return Emulator.startIfInstalled();
    }
  }

  @Nested
  class OnLocalStack extends OnAnEmulator {
    OnLocalStack() {
      super(Interpreter.LOCALSTACK);
    }

    @Override
    LocalAws start() {
      return LocalStack.startProcessIfInstalled();
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class OnAnEmulator {

    private static final List<RondoPath> PATHS = RondoPath.all();

    private final Interpreter interpreter;
    private Optional<PathRuns> runs = Optional.empty();

    OnAnEmulator(Interpreter interpreter) {
      this.interpreter = interpreter;
    }

    abstract LocalAws start();

    @BeforeAll
    void run() {
      LocalAws aws = start();
      PathRuns started =
          new PathRuns(aws, interpreter, OnTheEmulator.workFolder().resolve("scripts"));
      runs = Optional.of(started);
      started.start(PATHS);
    }

    @AfterAll
    void end() {
      runs.ifPresent(PathRuns::close);
    }

    static List<RondoPath> paths() {
      return PATHS;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("paths")
    void entersTheStatesThatRondosInterpreterEnters(RondoPath path) {
      Trace expected = comparable(path, InterpretedPath.run(path));
      Trace actual = comparable(path, runs.orElseThrow().trace(path));
      String known = path.deviations().get(interpreter);
      if (known == null) {
        assertThat(actual).matches(trace -> trace.isAs(expected), "is as " + expected);
      } else {
        assertThat(actual.isAs(expected))
            .as("Remove this deviation of %s: %s", interpreter.key(), known)
            .isFalse();
      }
    }

    private static Trace comparable(RondoPath path, Trace trace) {
      return path.continues() ? trace.withoutContinuation() : trace;
    }
  }
}
