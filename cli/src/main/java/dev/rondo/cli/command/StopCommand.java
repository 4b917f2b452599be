package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.execution.Executions.Stopped;
import dev.rondo.cli.execution.Position;
import dev.rondo.cli.execution.RoundView;
import dev.rondo.operations.execution.Execution;
import picocli.CommandLine.Command;

/** Stops what is running. */
abstract class StopCommand extends ExecutionCommand {

  /** Stops a round. */
  @Command(
      name = "stop",
      description = {
        "Stops the execution of the current round on AWS.",
        "",
        "The plan and the uploaded updates remain, and clients keep their seats.",
        "\"rondo round start\" resumes the round; after its deadline, the round then",
        "aggregates the updates it has.",
        ""
      },
      footer = {"", "Example:", "  rondo round stop --stack RondoControl --job my-job"})
  static final class OfRound extends StopCommand {

    @Override
    int call(Target target) {
      int round = Position.of(target.run()).round();
      Execution stopped = target.executions().stopRound(round);
      output.print(
          () ->
              Output.object()
                  .put("job", target.run().job())
                  .put("round", round)
                  .put("execution", stopped.arn()),
          out ->
              out.printf(
                  "Stopped round %s of job %s. Its %s updates remain.%nTo resume: %s%n",
                  round,
                  target.run().job(),
                  RoundView.read(target.run(), round).updates(),
                  target.command("round start")));
      return 0;
    }
  }

  /** Stops a training. */
  @Command(
      name = "stop",
      description = {
        "Stops the training of a job on AWS, and its current round.",
        "",
        "Committed versions and the updates of the current round remain.",
        "\"rondo train start\" resumes the training.",
        ""
      },
      footer = {"", "Example:", "  rondo train stop --stack RondoControl --job my-job"})
  static final class OfTraining extends StopCommand {

    @Override
    int call(Target target) {
      Stopped stopped = target.executions().stopTraining();
      int round = Position.of(target.run()).round();
      output.print(
          () -> {
            ObjectNode node =
                Output.object()
                    .put("job", target.run().job())
                    .put("round", round)
                    .put("execution", stopped.training().arn());
            stopped.round().ifPresent(found -> node.put("round_execution", found.arn()));
            return node;
          },
          out ->
              out.printf(
                  "Stopped the training of job %s in round %s.%nTo resume: %s%n",
                  target.run().job(), round, target.command("train start")));
      return 0;
    }
  }
}
