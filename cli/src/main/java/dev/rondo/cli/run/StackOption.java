package dev.rondo.cli.run;

import dev.rondo.cli.stack.Stack;
import dev.rondo.cli.stack.Stacks;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which control stack a command is about. */
public final class StackOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      description =
          "The control stack (default: RONDO_STACK in the environment, else RondoControl).")
  private Optional<String> stack = Optional.empty();

  /** The name of the stack, which need not be there. */
  public String name() {
    return stack.or(() -> stacks().fromEnvironment()).orElse(Stacks.DEFAULT);
  }

  /** The stack. */
  public Stack open() {
    return stacks().open(name());
  }

  /** Where the stack is looked for. */
  public Stacks stacks() {
    return StackSource.of(command).stacks();
  }
}
