package dev.rondo.cli.run;

import dev.rondo.operations.stack.HelperStack;
import dev.rondo.operations.stack.Stacks;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option that names the stack of a helper of secure aggregation. */
public final class HelperOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--helper-stack",
      paramLabel = "NAME",
      description = "The helper's stack (default: RondoHelper).")
  private Optional<String> stack = Optional.empty();

  /** Whether the option names a stack. */
  public boolean isGiven() {
    return stack.isPresent();
  }

  /** The name of the stack, which need not exist. */
  public String name() {
    return stack.orElse(Stacks.HELPER);
  }

  /** Opens the stack. */
  public HelperStack open() {
    return StackSource.of(command).stacks().openHelper(name());
  }
}
