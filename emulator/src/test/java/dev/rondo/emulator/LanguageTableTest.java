package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.aws.testing.LocalAws;
import dev.rondo.statemachine.table.Interpreter;
import dev.rondo.statemachine.table.LanguageTable;
import dev.rondo.statemachine.table.TableCase;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of small state machines on both emulators. */
class LanguageTableTest {

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

  abstract static class OnAnEmulator extends RunsOnAnEmulator<SmallMachines> {

    private static final List<TableCase> CASES = LanguageTable.cases();

    OnAnEmulator(Interpreter interpreter) {
      super(interpreter);
    }

    @Override
    SmallMachines on(LocalAws aws) {
      return new SmallMachines(aws);
    }

    @Override
    void start(SmallMachines runs) {
      runs.start(CASES);
    }

    static List<TableCase> cases() {
      return CASES;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void doesWhatTheTableExpectsOrDeviatesAsItSays(TableCase one) {
      assertThat(one.complaint(interpreter(), runs().outcome(one))).as(one.rule()).isEmpty();
    }

    @Override
    void ended(SmallMachines runs) throws Exception {
      long equal = CASES.stream().filter(one -> runs.outcome(one).isAs(one.expected())).count();
      System.out.println(
          interpreter()
              + " does what the table expects in "
              + equal
              + " of "
              + CASES.size()
              + " cases.");
      super.ended(runs);
    }
  }
}
