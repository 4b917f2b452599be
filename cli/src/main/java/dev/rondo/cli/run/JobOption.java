package dev.rondo.cli.run;

import dev.rondo.cli.console.UserError;
import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.store.ObjectKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names a job on a control stack. */
public final class JobOption {

  @Option(
      names = "--job",
      paramLabel = "NAME",
      description = "The job (default: the only job on the stack).")
  private Optional<String> job = Optional.empty();

  private final Path runs;

  public JobOption() {
    this(Path.of("runs"));
  }

  /**
   * @param runs the folder of local jobs
   */
  JobOption(Path runs) {
    this.runs = runs;
  }

  /**
   * The job on this stack.
   *
   * @throws UserError if there is none, or more than one to choose from
   */
  public Run find(Stack opened) {
    return find(opened, job);
  }

  /**
   * The local job that the user probably meant when the job was not found on AWS.
   *
   * @return the folder of the job with this name, or of any local job if no name was specified
   */
  public Optional<Path> local() {
    return job
        .map(name -> RunInFolder.find(runs.resolve(name)).stream().toList())
        .orElseGet(() -> RunInFolder.inside(runs))
        .stream()
        .map(run -> run.place().folder())
        .findFirst();
  }

  static Run find(Stack stack, Optional<String> job) {
    if (job.isPresent()) {
      if (!ObjectKeys.isJob(job.get()) || stack.store().head(ObjectKeys.job(job.get())).isEmpty()) {
        throw new UserError(
            "Stack %s has no job %s. %s"
                .formatted(stack.name(), job.get(), known(Run.jobs(stack.store()), stack)));
      }
      return Run.on(stack, job.get());
    }
    List<String> jobs = Run.jobs(stack.store());
    if (jobs.size() != 1) {
      throw new UserError(
          jobs.isEmpty()
              ? "Stack " + stack.name() + " has no jobs yet. " + known(jobs, stack)
              : "Stack %s has several jobs. Choose one:\n  --job %s"
                  .formatted(stack.name(), String.join("\n  --job ", jobs)));
    }
    return Run.on(stack, jobs.get(0));
  }

  private static String known(List<String> jobs, Stack stack) {
    return jobs.isEmpty()
        ? "To create one: rondo job create --stack " + stack.name()
        : "It has " + String.join(", ", jobs) + ".";
  }
}
