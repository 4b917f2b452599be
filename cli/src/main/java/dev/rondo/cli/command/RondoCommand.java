package dev.rondo.cli.command;

import dev.rondo.cli.console.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that does something, in contrast to a group of commands. */
abstract class RondoCommand extends WithHelp implements Callable<Integer> {

  @Mixin final Output output = new Output();
}
