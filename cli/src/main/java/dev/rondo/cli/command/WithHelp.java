package dev.rondo.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command with {@code --help}. */
@Command(sortOptions = false, synopsisSubcommandLabel = "COMMAND")
abstract class WithHelp {

  @SuppressWarnings("UnusedVariable") // Picocli reads it.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 101,
      description = "Show this help message and exit.")
  private boolean help;
}
