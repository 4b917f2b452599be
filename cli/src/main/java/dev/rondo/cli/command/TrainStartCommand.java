package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.execution.Executions;
import dev.rondo.operations.execution.Execution;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts a training. */
@Command(
    name = "start",
    description = {
      "Starts the training of a job on AWS, at the next round.",
      "",
      "--rounds and --target-accuracy change the job's settings; its other settings",
      "are fixed.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo train start --stack RondoControl --job my-job --wait",
      "  rondo train start --rounds 50 --target-accuracy 0.97"
    })
final class TrainStartCommand extends StartCommand {

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "The number of the last round (default: the job's).")
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--target-accuracy",
      paramLabel = "SHARE",
      description =
          "Test accuracy, 0 to 1, at which the training stops early; 0 = run all rounds (default:"
              + " the job's).")
  private Optional<Double> targetAccuracy = Optional.empty();

  @Override
  Execution start(Executions executions) {
    return executions.startTraining(
        rounds.map(OptionalInt::of).orElse(OptionalInt.empty()),
        targetAccuracy.map(OptionalDouble::of).orElse(OptionalDouble.empty()));
  }

  @Override
  String announcement(Execution started) {
    double target = started.input().path("target_accuracy").asDouble();
    return "Started the training of job %s: rounds %d to %d%s."
        .formatted(
            started.input().path("job").asText(),
            started.input().path("first_round").asInt(),
            started.input().path("last_round").asInt(),
            target > 0 ? ", or until a test accuracy of " + Text.percent(target) : "");
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
