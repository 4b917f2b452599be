package dev.rondo.aws.account;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * A stack as CloudFormation describes it.
 *
 * @param name its name
 * @param status such as {@code CREATE_COMPLETE}
 * @param outputs its outputs
 */
public record DeployedStack(String name, String status, Map<String, String> outputs) {

  public DeployedStack {
    outputs = Map.copyOf(outputs);
  }

  /** The stack of this name, or empty when there is none. */
  public static Optional<DeployedStack> find(CloudFormationClient cloudFormation, String name) {
    try {
      return cloudFormation.describeStacks(b -> b.stackName(name)).stacks().stream()
          .findFirst()
          .map(DeployedStack::of);
    } catch (CloudFormationException e) {
      if (isAbsence(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static DeployedStack of(Stack stack) {
    return new DeployedStack(
        stack.stackName(),
        stack.stackStatusAsString(),
        stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue)));
  }

  /** CloudFormation has no code of its own for it. */
  private static boolean isAbsence(CloudFormationException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details != null
        && "ValidationError".equals(details.errorCode())
        && String.valueOf(details.errorMessage()).contains("does not exist");
  }
}
