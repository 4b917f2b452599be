package dev.rondo.statemachine.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * One row of the table: a small state machine and how its execution must end.
 *
 * @param topic the file's name without its ending
 * @param name unique in the table
 * @param machine the definition, with JSONata as its query language
 * @param input of the execution
 * @param expected the outcome
 * @param specification the section from which the expectation follows, or {@link #SILENT}
 * @param rule what the section says, or what Rondo has chosen where it is silent
 * @param deviations the interpreters that do something else
 */
public record TableCase(
    String topic,
    String name,
    JsonNode machine,
    JsonNode input,
    Outcome expected,
    String specification,
    String rule,
    Map<Interpreter, Deviation> deviations) {

  /** Says that nothing published decides the case. */
  public static final String SILENT = "silent";

  public TableCase {
    deviations = Map.copyOf(deviations);
    if (rule.isBlank()) {
      throw new IllegalArgumentException(name + " must have a rule");
    }
    if (expected.status() == Outcome.Status.SUCCEEDED && expected.output().isEmpty()) {
      throw new IllegalArgumentException(name + " must have an output");
    }
  }

  /**
   * Compares what an interpreter did with the table.
   *
   * @return what must be changed, in the interpreter or in the table; empty if nothing
   */
  public Optional<String> complaint(Interpreter interpreter, Outcome actual) {
    boolean right = actual.isAs(expected);
    Deviation known = deviations.get(interpreter);
    if (known == null) {
      return right ? Optional.empty() : Optional.of(differs(expected, actual));
    }
    if (right) {
      return Optional.of(
          "remove this deviation of " + interpreter.key() + ": it does what the table expects");
    }
    return actual.isAs(known.does())
        ? Optional.empty()
        : Optional.of("known deviation, but another one: " + differs(known.does(), actual));
  }

  private static String differs(Outcome expected, Outcome actual) {
    return "the outcome must be " + expected + ", but is " + actual;
  }

  @Override
  public String toString() {
    return topic + "/" + name;
  }
}
