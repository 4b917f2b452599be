package dev.rondo.cli.run;

import dev.rondo.cli.stack.AwsStacks;
import dev.rondo.cli.stack.Stacks;
import picocli.CommandLine.Model.CommandSpec;

/** The program that a command belongs to, which knows where stacks are looked for. */
public interface StackSource {

  Stacks stacks();

  /** The program's own source, or AWS when a command stands alone. */
  static StackSource of(CommandSpec command) {
    return command.root().userObject() instanceof StackSource source ? source : AwsStacks::new;
  }
}
