package dev.rondo.operations.account;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.aws.AwsException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * The outputs of a deployed stack.
 *
 * @param stack its name
 * @param status CloudFormation's status, such as {@code CREATE_COMPLETE}
 * @param values the outputs
 */
public record StackOutputs(String stack, String status, Map<String, String> values) {

  public StackOutputs {
    values = Map.copyOf(values);
  }

  /**
   * Reads a stack's outputs; empty if the stack does not exist in this account and region.
   *
   * @throws AwsException if CloudFormation does not answer or denies the request
   */
  public static Optional<StackOutputs> find(CloudFormationClient cloudFormation, String stack) {
    try {
      return cloudFormation.describeStacks(b -> b.stackName(stack)).stacks().stream()
          .findFirst()
          .filter(found -> !"DELETE_COMPLETE".equals(found.stackStatusAsString()))
          .map(StackOutputs::of);
    } catch (SdkException e) {
      // CloudFormation has no specific error code for this.
      if (AwsAnswers.isCode(e, "ValidationError")
          && String.valueOf(e.getMessage()).contains("does not exist")) {
        return Optional.empty();
      }
      throw new AwsException("Cannot describe stack " + stack, e);
    }
  }

  /** Whether its last deployment is complete. */
  public boolean isWhole() {
    return status.endsWith("_COMPLETE") && !status.startsWith("ROLLBACK");
  }

  /**
   * A required output.
   *
   * @throws AwsException if it is missing, for example because another version deployed the stack
   */
  public String require(String output) {
    String value = values.get(output);
    if (value == null) {
      throw new AwsException(
          "Stack %s (%s) has no output %s (it has %s). Redeploy it with this version of Rondo."
              .formatted(stack, status, output, new TreeSet<>(values.keySet())));
    }
    return value;
  }

  private static StackOutputs of(Stack stack) {
    Map<String, String> values = new TreeMap<>();
    stack.outputs().forEach(output -> values.put(output.outputKey(), output.outputValue()));
    return new StackOutputs(stack.stackName(), stack.stackStatusAsString(), values);
  }
}
