package dev.rondo.cli.run;

import dev.rondo.cli.console.UserError;
import dev.rondo.operations.stack.Stack;
import dev.rondo.operations.stack.Stacks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that name a set of jobs: those in a local folder, or those on a stack. */
public final class RunsOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of local jobs (default: runs).")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      description =
          "The control stack of jobs on AWS, such as RondoControl (default: the environment"
              + " variable RONDO_STACK).")
  private Optional<String> stack = Optional.empty();

  /**
   * The stack; empty for local jobs.
   *
   * @throws UserError if a folder was specified too
   */
  public Optional<Stack> stack() {
    if (folder.isPresent() && stack.isPresent()) {
      throw new UserError("--out names local jobs, --stack names jobs on AWS. Specify only one.");
    }
    Stacks stacks = StackSource.of(command).stacks();
    if (folder.isPresent()) {
      return Optional.empty(); // It takes precedence over the environment.
    }
    return stack.or(stacks::fromEnvironment).map(stacks::open);
  }

  /** The folder of local jobs. */
  public Path folder() {
    return folder.orElse(Path.of("runs"));
  }

  /** The jobs, by name. */
  public List<Run> list() {
    return stack()
        .map(open -> Run.jobs(open.store()).stream().map(job -> Run.on(open, job)).toList())
        .orElseGet(() -> RunInFolder.inside(folder()));
  }
}
