package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.execution.Executions;
import dev.rondo.operations.execution.Execution;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts an execution, and watches it with {@code --wait}. */
abstract class StartCommand extends ExecutionCommand implements JobFlags.Taker {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--wait", order = 99, description = "Watch until it has ended.")
  private boolean wait;

  /**
   * Starts it.
   *
   * @param settings of which only the given ones count
   */
  abstract Execution start(Executions executions, Values settings);

  /** What was started, as text. */
  abstract String announcement(Execution started);

  abstract int watch(Watching watching, Execution started) throws InterruptedException;

  /** The words of the command that watches it. */
  abstract String watchCommand();

  @Override
  public String hint(Field<?> field) {
    return " (default: the job's)";
  }

  @Override
  public Integer call() throws InterruptedException {
    settings();
    return super.call();
  }

  /** Throws before the stack is opened when an option has a value that is not allowed. */
  private Values settings() {
    return JobFields.SCHEMA.resolve(JobFlags.read(spec.commandLine().getParseResult()));
  }

  @Override
  int call(Target target) throws InterruptedException {
    Execution started = start(target.executions(), settings());
    if (!output.json()) {
      output.out().println(announcement(started));
    }
    if (wait) {
      return watch(new Watching(output, target), started);
    }
    output.print(
        () -> ((ObjectNode) started.input().deepCopy()).put("execution", started.arn()),
        out ->
            out.printf(
                "  execution  %s%n%nNext: %s%n", started.arn(), target.command(watchCommand())));
    return 0;
  }
}
