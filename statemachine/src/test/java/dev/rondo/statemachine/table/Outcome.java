package dev.rondo.statemachine.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Optional;

/**
 * How an execution of a state machine ended.
 *
 * @param output of an execution that succeeded
 * @param error the name of the error of an execution that failed, if it has one
 * @param cause what is said about the error; the reason of a refusal
 */
public record Outcome(
    Status status, Optional<JsonNode> output, Optional<String> error, Optional<String> cause) {

  /** Where an execution ended. */
  public enum Status {
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    /** The definition was not accepted, so there was no execution. */
    REFUSED
  }

  /** 2 and 2.0 are the same number in JSON. */
  private static final Comparator<JsonNode> AS_JSON =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? Double.compare(a.doubleValue(), b.doubleValue())
              : a.equals(b) ? 0 : 1;

  public static Outcome succeeded(JsonNode output) {
    return new Outcome(Status.SUCCEEDED, Optional.of(output), Optional.empty(), Optional.empty());
  }

  /** Ended without an output; empty text stands for no error, or no cause. */
  public static Outcome failed(Status status, String error, String cause) {
    return new Outcome(status, Optional.empty(), present(error), present(cause));
  }

  public static Outcome refused(String reason) {
    return new Outcome(Status.REFUSED, Optional.empty(), Optional.empty(), Optional.of(reason));
  }

  private static Optional<String> present(String text) {
    return Optional.of(text).filter(value -> !value.isEmpty());
  }

  /**
   * Whether this is what was expected. An output or a cause counts only if one is expected. So does
   * the error of an execution that ran out of time, because nothing published says which it has.
   */
  public boolean isAs(Outcome expected) {
    boolean hasError = status == Status.FAILED || expected.error.isPresent();
    boolean sameError = !hasError || error.equals(expected.error);
    return status == expected.status
        && sameOutput(expected)
        && sameError
        && (expected.cause.isEmpty() || cause.equals(expected.cause));
  }

  /** The same without the cause. */
  public Outcome withoutCause() {
    return new Outcome(status, output, error, Optional.empty());
  }

  private boolean sameOutput(Outcome expected) {
    return expected.output.isEmpty()
        || (output.isPresent() && expected.output.get().equals(AS_JSON, output.get()));
  }

  @Override
  public String toString() {
    return status
        + output.map(value -> " " + value).orElse("")
        + error.map(value -> " " + value).orElse("")
        + cause.map(value -> ": " + value).orElse("");
  }
}
