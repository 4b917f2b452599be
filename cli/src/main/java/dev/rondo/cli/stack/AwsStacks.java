package dev.rondo.cli.stack;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.account.DeployedStack;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
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
    DeployedStack found =
        DeployedStack.find(open.cloudFormation(), name)
            .orElseThrow(
                () ->
                    new UserError(
                        "There is no stack %s in this account and region. Deploy it (cd cdk && cdk deploy %s), or name another with --stack."
                            .formatted(Text.oneLine(name), Text.oneLine(name))));
    return new AwsStack(open, found);
  }
}
