package dev.rondo.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An execution as it stands.
 *
 * @param execution its ARN
 * @param status how it goes
 * @param input what it was started with
 * @param output what it has answered, when it succeeded
 * @param error the error's name, when it failed
 * @param cause what the error says, when it failed
 * @param startedAt when it began
 * @param endedAt when it ended
 */
public record Playing(
    String execution,
    Status status,
    JsonNode input,
    Optional<JsonNode> output,
    Optional<String> error,
    Optional<String> cause,
    Instant startedAt,
    Optional<Instant> endedAt) {

  /** How an execution goes, in Step Functions' words. */
  public enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED,
    PENDING_REDRIVE,
    UNKNOWN
  }

  /** Whether it is still under way. */
  public boolean running() {
    return status == Status.RUNNING || status == Status.PENDING_REDRIVE;
  }

  /** Whether it ended by a failure of its own; one that somebody has stopped did not. */
  public boolean failed() {
    return status == Status.FAILED || status == Status.TIMED_OUT;
  }

  /** The last part of its ARN. */
  public String name() {
    return execution.substring(execution.lastIndexOf(':') + 1);
  }

  /** Whether it was started for this job. */
  public boolean isOf(String job) {
    return input.path("job").asText().equals(job);
  }

  /** How it ended, in words. */
  public String ending() {
    String words = status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String why =
        error.map(name -> ": " + name).orElse("") + cause.map(text -> ": " + text).orElse("");
    return words + why;
  }
}
