package dev.rondo.cli.run;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.stack.Stack;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which job of a control stack a command is about. */
public final class JobOption {

  @Option(
      names = "--job",
      paramLabel = "NAME",
      description = "The job (default: the only one that the stack has).")
  private Optional<String> job = Optional.empty();

  /**
   * The job of this stack.
   *
   * @throws UserError when there is none, or more than one to choose from
   */
  public Run find(Stack opened) {
    return find(opened, job);
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
              ? "Stack " + stack.name() + " has no job yet. " + known(jobs, stack)
              : "Stack %s has several jobs. Say which:\n  --job %s"
                  .formatted(stack.name(), String.join("\n  --job ", jobs)));
    }
    return Run.on(stack, jobs.get(0));
  }

  private static String known(List<String> jobs, Stack stack) {
    return jobs.isEmpty()
        ? "Found one with  rondo init-model --stack " + stack.name()
        : "It has " + String.join(", ", jobs) + ".";
  }
}
