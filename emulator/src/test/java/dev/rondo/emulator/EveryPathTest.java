package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.aws.testing.LocalAws;
import dev.rondo.statemachine.InterpretedPath;
import dev.rondo.statemachine.paths.RondoPath;
import dev.rondo.statemachine.paths.Trace;
import dev.rondo.statemachine.table.Interpreter;
import java.util.List;
import org.junit.jupiter.api.Nested;
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
  }

  @Nested
  class OnLocalStack extends OnAnEmulator {
    OnLocalStack() {
      super(Interpreter.LOCALSTACK);
    }
  }

  abstract static class OnAnEmulator extends RunsOnAnEmulator<PathRuns> {

    private static final List<RondoPath> PATHS = RondoPath.all();

    OnAnEmulator(Interpreter interpreter) {
      super(interpreter);
    }

    @Override
    PathRuns on(LocalAws aws) {
      return new PathRuns(aws, interpreter(), OnTheEmulator.workFolder().resolve("scripts"));
    }

    @Override
    void start(PathRuns runs) {
      runs.start(PATHS);
    }

    static List<RondoPath> paths() {
      return PATHS;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("paths")
    void entersTheStatesThatRondosInterpreterEnters(RondoPath path) {
      Trace expected = comparable(path, InterpretedPath.run(path));
      Trace actual = comparable(path, runs().trace(path));
      String known = path.deviations().get(interpreter());
      if (known == null) {
        assertThat(actual).matches(trace -> trace.isAs(expected), "is as " + expected);
      } else {
        assertThat(actual.isAs(expected))
            .as("Remove this deviation of %s: %s", interpreter().key(), known)
            .isFalse();
      }
    }

    private static Trace comparable(RondoPath path, Trace trace) {
      return path.continues() ? trace.withoutContinuation() : trace;
    }
  }
}
