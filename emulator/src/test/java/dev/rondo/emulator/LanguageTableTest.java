package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.aws.testing.Emulator;
import dev.rondo.aws.testing.LocalAws;
import dev.rondo.aws.testing.LocalStack;
import dev.rondo.statemachine.table.Interpreter;
import dev.rondo.statemachine.table.LanguageTable;
import dev.rondo.statemachine.table.TableCase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of small state machines on both emulators. */
class LanguageTableTest {

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

    private static final List<TableCase> CASES = LanguageTable.cases();

    private final Interpreter interpreter;
    private Optional<SmallMachines> machines = Optional.empty();

    OnAnEmulator(Interpreter interpreter) {
      this.interpreter = interpreter;
    }

    abstract LocalAws start();

    @BeforeAll
    void run() {
      SmallMachines started = new SmallMachines(start());
      machines = Optional.of(started);
      started.start(CASES);
    }

    @AfterAll
    void end() {
      machines.ifPresent(
          started -> {
            print(started);
            started.close();
          });
    }

    private void print(SmallMachines started) {
      long equal = CASES.stream().filter(one -> started.outcome(one).isAs(one.expected())).count();
      System.out.println(
          interpreter
              + " does what the table expects in "
              + equal
              + " of "
              + CASES.size()
              + " cases.");
    }

    static List<TableCase> cases() {
      return CASES;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void doesWhatTheTableExpectsOrDeviatesAsItSays(TableCase one) {
      assertThat(one.complaint(interpreter, machines.orElseThrow().outcome(one)))
          .as(one.rule())
          .isEmpty();
    }
  }
}
