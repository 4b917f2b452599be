package dev.rondo.cli.run;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which run a command is about: one on this machine, or a job on AWS. */
public final class RunOption {

  private static final String DEFAULT_FOLDER = "runs";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "The run's folder, such as runs/my-job (default: the only one in ./runs).")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      description =
          "For a job on AWS: its control stack, such as RondoControl (default: RONDO_STACK in the"
              + " environment).")
  private Optional<String> stack = Optional.empty();

  @Option(
      names = "--job",
      paramLabel = "NAME",
      description = "The job, on AWS or in ./runs (default: the only one).")
  private Optional<String> job = Optional.empty();

  private final Path runs;

  public RunOption() {
    this(Path.of(DEFAULT_FOLDER));
  }

  /**
   * @param runs where to look when no folder is named
   */
  public RunOption(Path runs) {
    this.runs = runs;
  }

  /** Whether a flag says which run. */
  public boolean isGiven() {
    return folder.isPresent() || stack.isPresent() || job.isPresent();
  }

  /**
   * Finds the run.
   *
   * @throws UserError when there is none, or more than one to choose from
   */
  public Run find() {
    if (folder.isPresent()) {
      if (stack.isPresent() || job.isPresent()) {
        throw new UserError(
            "--run names a run on this machine, --stack and --job one on AWS: give one of them.");
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
    Optional<Run> run = RunInFolder.find(folder);
    if (run.isPresent()) {
      return run.get();
    }
    List<Run> inside = runsIn(folder);
    if (inside.size() == 1) {
      return inside.get(0);
    }
    if (!inside.isEmpty()) {
      throw new UserError(folder + " holds several runs. Name one of them:\n" + choices(inside));
    }
    throw new UserError(
        (Files.isDirectory(folder) ? "There is no run in " : "There is no folder ")
            + folder
            + ". A run's folder holds store/; ./rondo simulate makes one.");
  }

  private Run only() {
    List<Run> found = runsIn(runs);
    if (found.isEmpty()) {
      throw new UserError(
          "There are no runs in the folder %s yet. Make one with  ./rondo simulate  or name a run's folder with"
                  .formatted(runs)
              + " --run DIR. For a job on AWS give --stack NAME.");
    }
    if (found.size() > 1) {
      throw new UserError(
          "There are several runs in %s. Say which:\n%s".formatted(runs, choices(found)));
    }
    return found.get(0);
  }

  private static String choices(List<Run> runs) {
    return runs.stream()
        .map(run -> "  --run " + run.place().folder())
        .collect(Collectors.joining("\n"));
  }

  private static List<Run> runsIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(folder)) {
      return folders.sorted().flatMap(path -> RunInFolder.find(path).stream()).toList();
    } catch (IOException e) {
      throw new UserError("Cannot read the folder " + folder + ": " + Text.reason(e));
    }
  }
}
