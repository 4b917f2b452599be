package dev.rondo.cli.run;

import dev.rondo.operations.stack.AwsStacks;
import dev.rondo.operations.stack.Stacks;
import picocli.CommandLine.Model.CommandSpec;

/** The root command, which provides the stacks for its subcommands. */
public interface StackSource {

  Stacks stacks();

  /** The root command's stacks, or AWS if the command has no such root. */
  static StackSource of(CommandSpec command) {
    return command.root().userObject() instanceof StackSource source ? source : AwsStacks::new;
  }
}
