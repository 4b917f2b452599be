package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.execution.Position;
import dev.rondo.operations.execution.Execution;
import picocli.CommandLine.Command;

/** Watches what is running until it has ended. */
abstract class WatchCommand extends ExecutionCommand {

  /** Watches a round. */
  @Command(
      name = "watch",
      description = {
        "Watches the current round on AWS until it has ended, and prints its result.",
        "",
        "Ctrl-C stops watching; the round continues. The exit code is 0 if the round",
        "made a version, 3 if the privacy budget does not allow it, and 1 if it was",
        "abandoned or its execution failed.",
        ""
      },
      footer = {"", "Example:", "  rondo round watch --stack RondoControl --job my-job"})
  static final class OfRound extends WatchCommand {

    @Override
    int call(Target target) throws InterruptedException {
      int round = Position.of(target.run()).round();
      Execution running =
          target
              .executions()
              .round(round)
              .filter(Execution::isRunning)
              .orElseThrow(
                  () ->
                      new UserError(
                          "No round of job %s is running. To start one: %s"
                              .formatted(target.run().job(), target.command("round start"))));
      return new Watching(output, target).round(running, round);
    }
  }

  /** Watches a training. */
  @Command(
      name = "watch",
      description = {
        "Watches the training on AWS until it has ended, and prints a line per round.",
        "",
        "Ctrl-C stops watching; the training continues. The exit code is 0 if the target",
        "accuracy or the last round was reached and a round made a version, 3 if the",
        "privacy budget was spent before, and 1 otherwise.",
        ""
      },
      footer = {"", "Example:", "  rondo train watch --stack RondoControl --job my-job"})
  static final class OfTraining extends WatchCommand {

    @Override
    int call(Target target) throws InterruptedException {
      Execution running =
          target
              .executions()
              .runningTraining()
              .orElseThrow(
                  () ->
                      new UserError(
                          "Job %s is not training. To start: %s"
                              .formatted(target.run().job(), target.command("train start"))));
      return new Watching(output, target).training(running);
    }
  }
}
