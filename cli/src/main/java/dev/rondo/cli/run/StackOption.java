package dev.rondo.cli.run;

import dev.rondo.operations.stack.Stack;
import dev.rondo.operations.stack.Stacks;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option that names a control stack. */
public final class StackOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      description =
          "The control stack (default: the environment variable RONDO_STACK, or RondoControl).")
  private Optional<String> stack = Optional.empty();

  /** Whether the option or the environment names a stack. */
  public boolean isGiven() {
    return stack.isPresent() || stacks().fromEnvironment().isPresent();
  }

  /** The name of the stack, which need not exist. */
  public String name() {
    return stack.or(() -> stacks().fromEnvironment()).orElse(Stacks.DEFAULT);
  }

  /** Opens the stack. */
  public Stack open() {
    return stacks().open(name());
  }

  /** The stacks to choose from. */
  public Stacks stacks() {
    return StackSource.of(command).stacks();
  }
}
