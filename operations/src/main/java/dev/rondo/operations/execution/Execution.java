package dev.rondo.operations.execution;

import java.time.Instant;
import java.util.Optional;

/**
 * An execution of a state machine, as Step Functions describes it.
 *
 * @param arn its ARN
 * @param name the last part of it
 * @param status how it is
 * @param startedAt when it began
 * @param stoppedAt when it ended, if it has
 * @param details what a list does not say
 */
public record Execution(
    String arn,
    String name,
    Status status,
    Instant startedAt,
    Optional<Instant> stoppedAt,
    Optional<Details> details) {

  /** How an execution is. */
  public enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED,
    PENDING_REDRIVE,
    /** A status that Step Functions has learned since. */
    UNKNOWN;

    /** Whether there is more to come. */
    public boolean isRunning() {
      return this == RUNNING || this == PENDING_REDRIVE;
    }
  }

  /**
   * What went in and came out.
   *
   * @param input JSON
   * @param output JSON, when it succeeded
   * @param error the error's name, when it failed
   * @param cause what explains the error, when it failed
   */
  public record Details(
      String input, Optional<String> output, Optional<String> error, Optional<String> cause) {}
}
