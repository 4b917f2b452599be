package dev.rondo.operations.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An execution of a state machine, as Step Functions describes it.
 *
 * @param arn its ARN
 * @param status its status
 * @param input its input
 * @param output its output, if it succeeded
 * @param error the error's name, if it failed
 * @param cause the error's cause, if it failed
 * @param startedAt when it started
 * @param stoppedAt when it ended, if it has
 */
public record Execution(
    String arn,
    Status status,
    JsonNode input,
    Optional<JsonNode> output,
    Optional<String> error,
    Optional<String> cause,
    Instant startedAt,
    Optional<Instant> stoppedAt) {

  /** The status of an execution, as Step Functions names it. */
  public enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED,
    PENDING_REDRIVE,
    /** A status that this version of Rondo does not know. */
    UNKNOWN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An execution that was started just now. */
  public static Execution started(String arn, JsonNode input, Instant at) {
    return new Execution(
        arn,
        Status.RUNNING,
        input,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        at,
        Optional.empty());
  }

  /** Whether it has not ended yet. */
  public boolean isRunning() {
    return status == Status.RUNNING || status == Status.PENDING_REDRIVE;
  }

  /** Whether it failed by itself, in contrast to one that was stopped. */
  public boolean isFailed() {
    return status == Status.FAILED || status == Status.TIMED_OUT;
  }

  /** The last part of its ARN. */
  public String name() {
    return arn.substring(arn.lastIndexOf(':') + 1);
  }

  /** Whether it was started for this job. */
  public boolean isOf(String job) {
    return input.path("job").asText().equals(job);
  }

  /** Its status, with error and cause if it failed. */
  public String ending() {
    return status.toString().replace('_', ' ')
        + error.map(name -> ": " + name).orElse("")
        + cause.map(text -> ": " + text).orElse("");
  }
}
