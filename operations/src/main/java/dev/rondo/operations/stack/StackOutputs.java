package dev.rondo.operations.stack;

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
 * @param status CloudFormation's word, such as {@code CREATE_COMPLETE}
 * @param values the outputs
 */
public record StackOutputs(String stack, String status, Map<String, String> values) {

  public StackOutputs {
    values = Map.copyOf(values);
  }

  /**
   * Asks CloudFormation; empty when there is no such stack in this account and region.
   *
   * @throws AwsException when CloudFormation does not answer or refuses
   */
  public static Optional<StackOutputs> find(CloudFormationClient cloudFormation, String stack) {
    try {
      return cloudFormation.describeStacks(b -> b.stackName(stack)).stacks().stream()
          .findFirst()
          .filter(found -> !"DELETE_COMPLETE".equals(found.stackStatusAsString()))
          .map(StackOutputs::of);
    } catch (SdkException e) {
      // There is no code of its own for it.
      if (AwsAnswers.isCode(e, "ValidationError")
          && String.valueOf(e.getMessage()).contains("does not exist")) {
        return Optional.empty();
      }
      throw new AwsException("Could not ask CloudFormation for stack " + stack, e);
    }
  }

  /**
   * Asks CloudFormation for a stack that must be there.
   *
   * @throws AwsException when it is not, with what to do
   */
  public static StackOutputs require(CloudFormationClient cloudFormation, String stack) {
    return find(cloudFormation, stack)
        .orElseThrow(
            () ->
                new AwsException(
                    "There is no stack "
                        + stack
                        + " in this account and region. Deploy it (cdk deploy "
                        + stack
                        + "), or check the stack's name, the region (AWS_REGION) and the"
                        + " credentials (aws sts get-caller-identity)."));
  }

  /**
   * An output that must be there.
   *
   * @throws AwsException when it is not, which is so when another version deployed the stack
   */
  public String require(String output) {
    String value = values.get(output);
    if (value == null) {
      throw new AwsException(
          "Stack %s (%s) has no output %s, only %s. Deploy it again with this version of Rondo."
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
