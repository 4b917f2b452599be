package dev.rondo.aws.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** The executions of one state machine. */
public final class StateMachineExecutions {

  private final SfnClient sfn;
  private final String stateMachine;

  /**
   * @param stateMachine its ARN
   */
  public StateMachineExecutions(SfnClient sfn, String stateMachine) {
    this.sfn = sfn;
    this.stateMachine = stateMachine;
  }

  /**
   * An execution as Step Functions describes it.
   *
   * @param arn its ARN
   * @param status {@code RUNNING}, {@code SUCCEEDED}, {@code FAILED}, {@code TIMED_OUT}, {@code
   *     ABORTED} or {@code PENDING_REDRIVE}
   * @param input its input, JSON
   * @param output its output, JSON, when it succeeded
   * @param error the error's name, when it failed
   * @param cause the error's cause, when it failed
   * @param startedAt when it began
   * @param endedAt when it ended
   */
  public record Described(
      String arn,
      String status,
      String input,
      Optional<String> output,
      Optional<String> error,
      Optional<String> cause,
      Instant startedAt,
      Optional<Instant> endedAt) {}

  /**
   * Starts an execution and returns its ARN.
   *
   * @param name unique among the executions of the last 90 days
   */
  public String start(String name, String input) {
    return sfn.startExecution(b -> b.stateMachineArn(stateMachine).name(name).input(input))
        .executionArn();
  }

  /** An execution of any state machine, or empty when there is none of this ARN. */
  public Optional<Described> describe(String execution) {
    try {
      DescribeExecutionResponse found = sfn.describeExecution(b -> b.executionArn(execution));
      return Optional.of(
          new Described(
              found.executionArn(),
              found.statusAsString(),
              Optional.ofNullable(found.input()).orElse("{}"),
              Optional.ofNullable(found.output()),
              Optional.ofNullable(found.error()),
              Optional.ofNullable(found.cause()),
              found.startDate(),
              Optional.ofNullable(found.stopDate())));
    } catch (ExecutionDoesNotExistException e) {
      return Optional.empty();
    }
  }

  /** The ARNs of those that are under way, the newest first. */
  public List<String> running() {
    return sfn
        .listExecutionsPaginator(
            b -> b.stateMachineArn(stateMachine).statusFilter(ExecutionStatus.RUNNING))
        .executions()
        .stream()
        .map(ExecutionListItem::executionArn)
        .toList();
  }

  /** The ARNs of the newest, under way or ended. */
  public List<String> newest(int count) {
    return sfn
        .listExecutions(b -> b.stateMachineArn(stateMachine).maxResults(count))
        .executions()
        .stream()
        .map(ExecutionListItem::executionArn)
        .toList();
  }

  /** Ends one. */
  public void stop(String execution, String cause) {
    sfn.stopExecution(b -> b.executionArn(execution).error("Stopped").cause(cause));
  }
}
