package dev.rondo.operations.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.AwsException;
import dev.rondo.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A state machine on AWS Step Functions. */
public final class StepFunctions implements StateMachine {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  /** The largest number of executions that Step Functions returns in one page. */
  private static final int PAGE = 1000;

  private final SfnClient sfn;
  private final String arn;

  /**
   * @param arn the state machine's ARN
   */
  public StepFunctions(SfnClient sfn, String arn) {
    this.sfn = sfn;
    this.arn = arn;
  }

  @Override
  public String start(String name, JsonNode input) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Invalid execution name '" + name + "'");
    }
    try {
      return sfn.startExecution(b -> b.stateMachineArn(arn).name(name).input(input.toString()))
          .executionArn();
    } catch (SdkException e) {
      throw new AwsException("Cannot start execution " + name + " of " + arn, e);
    }
  }

  @Override
  public Optional<Execution> describe(String execution) {
    try {
      return Optional.of(execution(sfn.describeExecution(b -> b.executionArn(execution))));
    } catch (ExecutionDoesNotExistException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw new AwsException("Cannot describe execution " + execution, e);
    }
  }

  @Override
  public List<String> newest(int count) {
    return list(Optional.empty(), count);
  }

  @Override
  public List<String> running() {
    return list(Optional.of(ExecutionStatus.RUNNING), PAGE);
  }

  private List<String> list(Optional<ExecutionStatus> status, int count) {
    try {
      return sfn
          .listExecutionsPaginator(
              b -> {
                b.stateMachineArn(arn).maxResults(Math.min(count, PAGE));
                status.ifPresent(b::statusFilter);
              })
          .executions()
          .stream()
          .limit(count)
          .map(ExecutionListItem::executionArn)
          .toList();
    } catch (SdkException e) {
      throw new AwsException("Cannot list the executions of " + arn, e);
    }
  }

  @Override
  public void stop(String execution, String cause) {
    try {
      sfn.stopExecution(b -> b.executionArn(execution).error("Stopped").cause(cause));
    } catch (SdkException e) {
      throw new AwsException("Cannot stop execution " + execution, e);
    }
  }

  private static Execution execution(DescribeExecutionResponse found) {
    return new Execution(
        found.executionArn(),
        status(found.status()),
        json(found.input()).orElseGet(() -> Json.tree(java.util.Map.of())),
        json(found.output()),
        Optional.ofNullable(found.error()),
        Optional.ofNullable(found.cause()),
        found.startDate(),
        Optional.ofNullable(found.stopDate()));
  }

  private static Optional<JsonNode> json(@Nullable String text) {
    return Optional.ofNullable(text)
        .map(
            document ->
                Json.parse(
                    document.getBytes(StandardCharsets.UTF_8), JsonNode.class, "an execution"));
  }

  private static Execution.Status status(ExecutionStatus status) {
    return switch (status) {
      case RUNNING -> Execution.Status.RUNNING;
      case SUCCEEDED -> Execution.Status.SUCCEEDED;
      case FAILED -> Execution.Status.FAILED;
      case TIMED_OUT -> Execution.Status.TIMED_OUT;
      case ABORTED -> Execution.Status.ABORTED;
      case PENDING_REDRIVE -> Execution.Status.PENDING_REDRIVE;
      default -> Execution.Status.UNKNOWN;
    };
  }
}
