package dev.rondo.cli.stack;

import dev.rondo.aws.AwsClients;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.operations.stack.StackOutputs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The stacks of the account and region that the environment names. The clients live as long as the
 * command.
 */
public final class AwsStacks implements Stacks {

  private final Map<String, String> environment;
  private final Supplier<AwsClients> clients;

  /** Those of this process's environment. Nothing is made before a stack is asked for. */
  public AwsStacks() {
    this(System.getenv(), AwsClients::fromEnvironment);
  }

  /**
   * @param environment the environment's variables
   * @param clients makes what asks AWS
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
  public Stack open(String name) {
    AwsClients open = clients.get();
    StackOutputs found =
        StackOutputs.find(open.cloudFormation(), name)
            .orElseThrow(
                () ->
                    new UserError(
                        "There is no stack %s in this account and region. Deploy it (cd cdk && cdk deploy %s), or name another with --stack."
                            .formatted(Text.oneLine(name), Text.oneLine(name))));
    return new AwsStack(open, found);
  }

  @Override
  public Account account() {
    return new AwsAccount(clients.get());
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
      throw new UserError(
          "There is no stack %s in this account and region. Deploy one (cd cdk && cdk deploy %s), or name another with --clients-stack."
              .formatted(Text.oneLine(String.join(" or ", names)), Text.oneLine(names.get(0))));
    }
    if (found.size() > 1) {
      throw new UserError(
          "There are clients on EC2 and on EKS. Say which:\n  --clients-stack "
              + String.join("\n  --clients-stack ", names));
    }
    return fleet(open, found.get(0));
  }

  private static Fleet fleet(AwsClients open, StackOutputs outputs) {
    if (outputs.values().containsKey("AutoScalingGroupName")) {
      return new Ec2Fleet(open, outputs);
    }
    if (outputs.values().containsKey("NodeGroupName")) {
      return new EksFleet(open, outputs);
    }
    throw new UserError(
        "Stack %s (%s) has no output AutoScalingGroupName or NodeGroupName, so it is no stack of clients."
            .formatted(outputs.stack(), outputs.status()));
  }
}
