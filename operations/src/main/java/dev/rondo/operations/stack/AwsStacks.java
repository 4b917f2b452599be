package dev.rondo.operations.stack;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.key.KmsCipher;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.operations.account.Account;
import dev.rondo.operations.account.AwsAccount;
import dev.rondo.operations.account.StackOutputs;
import dev.rondo.operations.execution.StepFunctions;
import dev.rondo.operations.fleet.AgentLogs;
import dev.rondo.operations.fleet.CloudWatchAgentLogs;
import dev.rondo.operations.fleet.Ec2Fleet;
import dev.rondo.operations.fleet.EksFleet;
import dev.rondo.operations.fleet.Fleet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The stacks of an AWS account and region. The AWS clients stay open until the process ends. */
public final class AwsStacks implements Stacks {

  private static final String HELPER_OPTION = "--helper-stack";

  private final Map<String, String> environment;
  private final Supplier<AwsClients> clients;

  /** The account and region of this process's environment; AWS is not called yet. */
  public AwsStacks() {
    this(System.getenv(), AwsClients::fromEnvironment);
  }

  /**
   * @param environment environment variables
   * @param clients creates the AWS clients
   */
  public AwsStacks(Map<String, String> environment, Supplier<AwsClients> clients) {
    this.environment = Map.copyOf(environment);
    this.clients = clients;
  }

  @Override
  public Optional<String> fromEnvironment() {
    return Optional.ofNullable(environment.get(VARIABLE)).filter(name -> !name.isBlank());
  }

  @Override
  public Account account() {
    return new AwsAccount(clients.get());
  }

  @Override
  public Stack open(String name) {
    AwsClients open = clients.get();
    StackOutputs found =
        StackOutputs.find(open.cloudFormation(), name)
            .orElseThrow(() -> missing(List.of(name), "--stack"));
    String bucket = output(found, "BucketName");
    return new Stack(
        found.stack(),
        bucket,
        new S3ObjectStore(open.s3(), bucket),
        new StepFunctions(open.sfn(), output(found, "RoundStateMachineArn")),
        new StepFunctions(open.sfn(), output(found, "TrainingStateMachineArn")));
  }

  @Override
  public HelperStack openHelper(String name) {
    AwsClients open = clients.get();
    StackOutputs found =
        StackOutputs.find(open.cloudFormation(), name)
            .orElseThrow(() -> missing(List.of(name), HELPER_OPTION));
    String key = helperOutput(found, "HelperKeyArn");
    return new HelperStack(
        found.stack(),
        new S3ObjectStore(open.s3(), helperOutput(found, "HelperBucketName")),
        Integer.parseInt(helperOutput(found, "HelperMinimum")),
        (secret, context) -> KmsCipher.of(open, key, context).encrypt(secret));
  }

  private static String output(StackOutputs found, String name) {
    return output(found, name, "a Rondo control stack. Name the control stack with --stack");
  }

  private static String helperOutput(StackOutputs found, String name) {
    return output(found, name, "the stack of a helper. Name that with " + HELPER_OPTION);
  }

  private static String output(StackOutputs found, String name, String what) {
    return Optional.ofNullable(found.values().get(name))
        .orElseThrow(
            () ->
                new StackException(
                    "Stack %s (%s) has no output %s: it is not %s."
                        .formatted(found.stack(), found.status(), name, what)));
  }

  private static StackException missing(List<String> names, String option) {
    return new StackException(
        "Stack %s does not exist in this account and region. Deploy it (cd cdk && cdk deploy %s), or name another stack with %s."
            .formatted(
                String.join(" or ", names).replaceAll("\\p{Cntrl}+", " "),
                names.get(0).replaceAll("\\p{Cntrl}+", " "),
                option));
  }

  @Override
  public Fleet openClients(Optional<String> name) {
    AwsClients open = clients.get();
    List<String> names = name.map(List::of).orElse(CLIENTS);
    List<StackOutputs> found =
        names.stream()
            .flatMap(stack -> StackOutputs.find(open.cloudFormation(), stack).stream())
            .toList();
    if (found.isEmpty()) {
      throw missing(names, "--clients-stack");
    }
    if (found.size() > 1) {
      throw new StackException(
          "There is a client stack on EC2 and one on EKS. Choose one:\n  --clients-stack "
              + String.join("\n  --clients-stack ", names));
    }
    return fleet(open, found.get(0));
  }

  private static Fleet fleet(AwsClients open, StackOutputs outputs) {
    if (outputs.values().containsKey("AutoScalingGroupName")) {
      return new Ec2Fleet(
          open.ec2(),
          open.autoScaling(),
          outputs.stack(),
          outputs.require("AutoScalingGroupName"),
          Optional.ofNullable(outputs.values().get("AgentLogGroupName"))
              .<AgentLogs>map(group -> new CloudWatchAgentLogs(open.logs(), group)));
    }
    if (outputs.values().containsKey("NodeGroupName")) {
      // CloudFormation's reference to a node group is cluster/group.
      String group = outputs.require("NodeGroupName");
      return new EksFleet(
          open.eks(),
          open.autoScaling(),
          outputs.stack(),
          outputs.require("ClusterName"),
          group.substring(group.lastIndexOf('/') + 1),
          outputs.require("Namespace"),
          outputs.require("StatefulSetName"));
    }
    throw new StackException(
        "Stack %s (%s) has no output AutoScalingGroupName or NodeGroupName: it is not a client stack."
            .formatted(outputs.stack(), outputs.status()));
  }
}
