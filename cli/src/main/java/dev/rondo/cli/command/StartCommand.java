package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.execution.Executions;
import dev.rondo.operations.execution.Execution;
import picocli.CommandLine.Option;

/** Starts an execution, and watches it with {@code --wait}. */
abstract class StartCommand extends ExecutionCommand {

  @Option(names = "--wait", order = 99, description = "Watch until it has ended.")
  private boolean wait;

  abstract Execution start(Executions executions);

  /** What was started, as text. */
  abstract String announcement(Execution started);

  abstract int watch(Watching watching, Execution started) throws InterruptedException;

  /** The words of the command that watches it. */
  abstract String watchCommand();

  @Override
  int call(Target target) throws InterruptedException {
    Execution started = start(target.executions());
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
