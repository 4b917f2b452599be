package dev.rondo.cli.run;

import dev.rondo.operations.fleet.Fleet;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option that names a client stack. */
public final class FleetOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--clients-stack",
      paramLabel = "NAME",
      description =
          "The client stack (default: RondoEc2Clients or RondoEksClients, whichever is"
              + " deployed).")
  private Optional<String> stack = Optional.empty();

  /** Opens the client stack. */
  public Fleet open() {
    return StackSource.of(command).stacks().openClients(stack);
  }
}
