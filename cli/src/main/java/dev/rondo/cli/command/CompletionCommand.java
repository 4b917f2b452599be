package dev.rondo.cli.command;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a shell completion script. */
@Command(
    name = "completion",
    description = {"Prints a completion script for bash, which zsh can load as well.", ""},
    footer = {
      "",
      "Examples:",
      "  source <(rondo completion bash)",
      "  rondo completion bash > ~/.local/share/bash-completion/completions/rondo"
    })
public final class CompletionCommand extends WithHelp implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "The shell: bash.")
  private String shell = "";

  @Override
  public Integer call() {
    if (!shell.equals("bash")) {
      throw new ParameterException(
          spec.commandLine(), "Unknown shell '%s'. Supported: bash".formatted(shell));
    }
    CommandLine root = spec.root().commandLine();
    spec.commandLine().getOut().println(AutoComplete.bash(root.getCommandName(), root));
    return 0;
  }
}
