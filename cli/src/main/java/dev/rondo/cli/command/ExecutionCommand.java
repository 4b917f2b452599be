package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.execution.Executions;
import dev.rondo.cli.run.JobOption;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.StackOption;
import dev.rondo.operations.account.AwsFailure;
import dev.rondo.operations.stack.Stack;
import dev.rondo.operations.stack.StackException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A command about the executions of a job on a stack. */
abstract class ExecutionCommand extends RondoCommand {

  @Mixin private final StackOption stack = new StackOption();
  @Mixin private final JobOption job = new JobOption();

  /** The job that the options name, and its executions. */
  record Target(Stack stack, Run run, Executions executions) {

    /** A command about this job, such as {@code rondo round watch --stack A --job B}. */
    String command(String words) {
      return "rondo " + words + " --stack " + stack.name() + " --job " + run.job();
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    return call(target());
  }

  private Target target() {
    try {
      Stack open = stack.open();
      Run run = job.find(open);
      return new Target(open, run, new Executions(run, open, InstantSource.system()));
    } catch (RuntimeException notOnAws) {
      boolean expected = notOnAws instanceof UserError || notOnAws instanceof StackException;
      Optional<String> reason =
          AwsFailure.explain(notOnAws)
              .or(() -> Optional.ofNullable(notOnAws.getMessage()).filter(message -> expected));
      Optional<Path> local = stack.isGiven() ? Optional.empty() : job.local();
      if (local.isEmpty() || reason.isEmpty()) {
        throw notOnAws;
      }
      throw new UserError(
          """
          This command is for jobs on AWS: %s
          The job in %s is local. Only "rondo simulate" runs its rounds. For a job on AWS: --stack NAME\
          """
              .formatted(reason.get(), local.get()));
    }
  }

  abstract int call(Target target) throws InterruptedException;
}
