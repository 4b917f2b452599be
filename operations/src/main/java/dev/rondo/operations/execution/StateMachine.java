package dev.rondo.operations.execution;

import dev.rondo.aws.AwsException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;

/**
 * A state machine on Step Functions, for whoever starts and watches its executions. What goes wrong
 * is {@link AwsException}.
 */
public final class StateMachine {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  /** Step Functions gives at most so many executions in one answer. */
  private static final int PAGE = 1000;

  private final SfnClient sfn;
  private final String arn;

  /**
   * @param arn of the state machine
   */
  public StateMachine(SfnClient sfn, String arn) {
    this.sfn = sfn;
    this.arn = arn;
  }

  /**
   * Starts an execution.
   *
   * @param name 1 to 80 letters, digits, hyphens and underscores; unique for 90 days
   * @param input JSON
   */
  public StartOutcome start(String name, String input) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("An execution cannot be named '" + name + "'");
    }
    StartExecutionRequest request =
        StartExecutionRequest.builder().stateMachineArn(arn).name(name).input(input).build();
    try {
      return new StartOutcome.Started(sfn.startExecution(request).executionArn());
    } catch (ExecutionAlreadyExistsException e) {
      return new StartOutcome.NameTaken(executionArn(name));
    } catch (SdkException e) {
      throw new AwsException("Could not start an execution of " + arn, e);
    }
  }

  private String executionArn(String name) {
    return arn.replaceFirst(":stateMachine:", ":execution:") + ":" + name;
  }

  /** An execution of any state machine; empty when Step Functions does not know it. */
  public Optional<Execution> describe(String execution) {
    try {
      return Optional.of(execution(sfn.describeExecution(b -> b.executionArn(execution))));
    } catch (ExecutionDoesNotExistException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw new AwsException("Could not describe execution " + execution, e);
    }
  }

  /** The newest executions, the newest first. */
  public List<Execution> newest(int count) {
    return list(Optional.empty(), count);
  }

  /** Those that are under way, the newest first, up to a thousand. */
  public List<Execution> running() {
    return list(Optional.of(ExecutionStatus.RUNNING), PAGE);
  }

  private List<Execution> list(Optional<ExecutionStatus> status, int count) {
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
          .map(StateMachine::execution)
          .toList();
    } catch (SdkException e) {
      throw new AwsException("Could not list the executions of " + arn, e);
    }
  }

  /**
   * Ends an execution; one that has ended stays as it is.
   *
   * @param error a name, which its description will show
   * @param cause why
   */
  public void stop(String execution, String error, String cause) {
    try {
      sfn.stopExecution(b -> b.executionArn(execution).error(error).cause(cause));
    } catch (SdkException e) {
      throw new AwsException("Could not stop execution " + execution, e);
    }
  }

  /** All events of an execution, in order: up to 25,000. */
  public List<ExecutionEvent> history(String execution) {
    return events(execution, false, Long.MAX_VALUE);
  }

  /** The last events of an execution, the last first. */
  public List<ExecutionEvent> lastEvents(String execution, int count) {
    return events(execution, true, count);
  }

  private List<ExecutionEvent> events(String execution, boolean reverse, long count) {
    try {
      return sfn
          .getExecutionHistoryPaginator(
              b ->
                  b.executionArn(execution)
                      .reverseOrder(reverse)
                      .includeExecutionData(true)
                      .maxResults((int) Math.min(count, PAGE)))
          .events()
          .stream()
          .limit(count)
          .map(Events::event)
          .toList();
    } catch (SdkException e) {
      throw new AwsException("Could not read the history of " + execution, e);
    }
  }

  private static Execution execution(DescribeExecutionResponse found) {
    return new Execution(
        found.executionArn(),
        found.name(),
        status(found.status()),
        found.startDate(),
        Optional.ofNullable(found.stopDate()),
        Optional.of(
            new Execution.Details(
                Optional.ofNullable(found.input()).orElse("{}"),
                Optional.ofNullable(found.output()),
                Optional.ofNullable(found.error()),
                Optional.ofNullable(found.cause()))));
  }

  private static Execution execution(ExecutionListItem item) {
    return new Execution(
        item.executionArn(),
        item.name(),
        status(item.status()),
        item.startDate(),
        Optional.ofNullable(item.stopDate()),
        Optional.empty());
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
