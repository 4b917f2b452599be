package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.execution.Executions;
import dev.rondo.cli.execution.Goal;
import dev.rondo.operations.execution.Execution;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import java.util.List;
import picocli.CommandLine.Command;

/** Starts a training. */
@Command(
    name = "start",
    description = {
      "Starts the training of a job on AWS, at the next round.",
      "",
      "--rounds and the options of the target change the job's settings; its other",
      "settings are fixed.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo train start --stack RondoControl --job my-job --wait",
      "  rondo train start --rounds 50 --target-accuracy 0.97"
    })
final class TrainStartCommand extends StartCommand {

  @Override
  public List<Field<?>> jobFields() {
    return Goal.FIELDS;
  }

  @Override
  Execution start(Executions executions, Values settings) {
    return executions.startTraining(new Goal(settings));
  }

  @Override
  String announcement(Execution started) {
    double target = started.input().path("target_accuracy").asDouble();
    return "Started the training of job %s: rounds %s to %s%s."
        .formatted(
            started.input().path("job").asText(),
            started.input().path("first_round").asInt(),
            started.input().path("last_round").asInt(),
            target > 0
                ? ", or until a test accuracy of " + Text.percent(target)
                : TargetFacts.of(started.input()).map(words -> ", or until " + words).orElse(""));
  }

  @Override
  int watch(Watching watching, Execution started) throws InterruptedException {
    return watching.training(started);
  }

  @Override
  String watchCommand() {
    return "train watch";
  }
}
