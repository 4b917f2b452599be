package dev.rondo.cli.run;

import dev.rondo.cli.console.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that name a job: one in a local folder, or one on AWS. */
public final class RunOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description =
          "The job's local folder, such as runs/my-job (default: the only one in ./runs).")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      description =
          "The control stack of a job on AWS, such as RondoControl (default: the environment"
              + " variable RONDO_STACK).")
  private Optional<String> stack = Optional.empty();

  @Option(
      names = "--job",
      paramLabel = "NAME",
      description = "The job, on the stack or in ./runs (default: the only one).")
  private Optional<String> job = Optional.empty();

  private final Path runs;

  public RunOption() {
    this(Path.of("runs"));
  }

  /**
   * @param runs the folder to search if no folder is named
   */
  public RunOption(Path runs) {
    this.runs = runs;
  }

  /** Whether one of the options was specified. */
  public boolean isGiven() {
    return folder.isPresent() || stack.isPresent() || job.isPresent();
  }

  /**
   * Finds the job.
   *
   * @throws UserError if there is none, or more than one to choose from
   */
  public Run find() {
    if (folder.isPresent()) {
      if (stack.isPresent() || job.isPresent()) {
        throw new UserError(
            "--run names a local job, --stack and --job name a job on AWS. Specify only one.");
      }
      return named(folder.get());
    }
    StackSource source = StackSource.of(command);
    Optional<String> name = stack.or(() -> source.stacks().fromEnvironment());
    if (name.isPresent()) {
      return JobOption.find(source.stacks().open(name.get()), job);
    }
    return job.isPresent() ? named(runs.resolve(job.get())) : only();
  }

  private static Run named(Path folder) {
    List<Run> inside =
        RunInFolder.find(folder).isPresent() ? List.of() : RunInFolder.inside(folder);
    return inside.isEmpty() ? Run.in(folder) : single(inside, folder);
  }

  private Run only() {
    List<Run> found = RunInFolder.inside(runs);
    if (found.isEmpty()) {
      throw new UserError(
          "Folder %s contains no jobs. To create one: ./rondo simulate. To use another folder: --run DIR. For a job on AWS: --stack NAME."
              .formatted(runs));
    }
    return single(found, runs);
  }

  private static Run single(List<Run> found, Path folder) {
    if (found.size() > 1) {
      throw new UserError(
          "Folder %s contains several jobs. Choose one:\n%s"
              .formatted(
                  folder,
                  found.stream()
                      .map(run -> "  --run " + run.place().folder())
                      .collect(Collectors.joining("\n"))));
    }
    return found.get(0);
  }
}
