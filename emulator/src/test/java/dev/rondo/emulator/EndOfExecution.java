package dev.rondo.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.statemachine.table.Outcome;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Waits for the end of an execution on an emulator of AWS. */
final class EndOfExecution {

  private static final Duration POLL = Duration.ofMillis(200);

  private EndOfExecution() {}

  /**
   * Waits for the end.
   *
   * @param meanwhile is done again and again until then
   */
  static Outcome await(SfnClient sfn, String execution, Runnable meanwhile) {
    return outcome(
        Awaitility.await("the end of " + execution)
            .atMost(OnTheEmulator.PATIENCE)
            .pollInterval(POLL)
            .until(
                () -> {
                  meanwhile.run();
                  return sfn.describeExecution(request -> request.executionArn(execution));
                },
                described -> described.status() != ExecutionStatus.RUNNING));
  }

  private static Outcome outcome(DescribeExecutionResponse execution) {
    return switch (execution.status()) {
      case SUCCEEDED -> Outcome.succeeded(json(execution.output()));
      case FAILED -> failed(Outcome.Status.FAILED, execution);
      case TIMED_OUT -> failed(Outcome.Status.TIMED_OUT, execution);
      default -> throw new IllegalStateException("It ended as nothing ends: " + execution);
    };
  }

  private static Outcome failed(Outcome.Status status, DescribeExecutionResponse execution) {
    return Outcome.failed(
        status,
        Objects.requireNonNullElse(execution.error(), ""),
        Objects.requireNonNullElse(execution.cause(), ""));
  }

  private static JsonNode json(String text) {
    return Json.parse(text, JsonNode.class, "output");
  }
}
