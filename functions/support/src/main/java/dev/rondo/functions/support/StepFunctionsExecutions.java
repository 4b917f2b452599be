package dev.rondo.functions.support;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.rounds.state.Executions;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Answers whether an execution is running, by DescribeExecution. An execution that Step Functions
 * does not know, or has deleted after 90 days, is not running. Other failures are {@link
 * dev.rondo.protocol.store.StoreException}.
 */
public final class StepFunctionsExecutions implements Executions {

  private final SfnClient sfn;

  public StepFunctionsExecutions(SfnClient sfn) {
    this.sfn = sfn;
  }

  /**
   * @param execution its ARN
   */
  @Override
  public boolean isRunning(String execution) {
    try {
      ExecutionStatus status = sfn.describeExecution(b -> b.executionArn(execution)).status();
      return status == ExecutionStatus.RUNNING || status == ExecutionStatus.PENDING_REDRIVE;
    } catch (ExecutionDoesNotExistException e) {
      return false;
    } catch (SdkException e) {
      throw AwsAnswers.failure(
          "Cannot describe execution " + execution, "Grant the role states:DescribeExecution.", e);
    }
  }
}
