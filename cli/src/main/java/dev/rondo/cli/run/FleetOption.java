package dev.rondo.cli.run;

import dev.rondo.cli.stack.Fleet;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which stack of clients a command is about. */
public final class FleetOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--clients-stack",
      paramLabel = "NAME",
      description =
          "The stack of clients (default: RondoEc2Clients or RondoEksClients, whichever is"
              + " deployed).")
  private Optional<String> stack = Optional.empty();

  /** The stack of clients. */
  public Fleet open() {
    return StackSource.of(command).stacks().openClients(stack);
  }
}
