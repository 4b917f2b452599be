package dev.rondo.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.statemachine.table.Interpreter;
import dev.rondo.statemachine.table.LanguageTable;
import dev.rondo.statemachine.table.Outcome;
import dev.rondo.statemachine.table.TableCase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of small state machines in Rondo's interpreter, in virtual time. */
class LanguageTableTest {

  static List<TableCase> cases() {
    return LanguageTable.cases();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void doesWhatTheTableExpects(TableCase one) {
    assertThat(one.complaint(Interpreter.RONDO, outcome(one))).as(one.rule()).isEmpty();
  }

  private static Outcome outcome(TableCase one) {
    VirtualTime time = new VirtualTime();
    StateMachines service = new StateMachines(time, 1);
    service.remoteFunction(LanguageTable.FUNCTION, new ScriptedFunction(time));
    try {
      service.define(StateMachine.load(one.name(), one.machine().toString(), Map.of()));
    } catch (InvalidStateMachineException e) {
      return Outcome.refused(String.join("; ", e.problems()));
    }
    Execution execution = service.start(one.name(), one.name(), one.input());
    time.runAll();
    return switch (execution.status()) {
      case SUCCEEDED -> Outcome.succeeded(execution.output().orElseThrow());
      case FAILED -> failed(Outcome.Status.FAILED, execution);
      case TIMED_OUT -> failed(Outcome.Status.TIMED_OUT, execution);
      case RUNNING, ABORTED ->
          throw new AssertionError(one + " did not end: " + execution.history().print());
    };
  }

  private static Outcome failed(Outcome.Status status, Execution execution) {
    return Outcome.failed(status, execution.error().orElse(""), execution.cause().orElse(""));
  }

  @Test
  void rondoDeviatesOnlyByRefusingWhatItDoesNotSupportWithTheReason() {
    assertThat(cases())
        .extracting(one -> one.deviations().get(Interpreter.RONDO))
        .filteredOn(deviation -> deviation != null)
        .allSatisfy(
            deviation -> {
              assertThat(deviation.does().status()).isEqualTo(Outcome.Status.REFUSED);
              assertThat(deviation.does().cause()).isPresent();
            });
  }

  @Test
  void eachCaseSaysFromWhatItFollows() {
    assertThat(cases())
        .hasSizeGreaterThan(100)
        .allSatisfy(
            one ->
                assertThat(one.specification())
                    .as(one.toString())
                    .matches("States Language: [A-Z].+|guide: [a-z-]+|JSONata: [a-z-]+|silent"));
  }
}
