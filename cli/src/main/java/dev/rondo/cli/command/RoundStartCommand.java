package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.execution.Executions;
import dev.rondo.operations.execution.Execution;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts one round. */
@Command(
    name = "start",
    description = {
      "Starts the next round on AWS, or resumes an interrupted round.",
      "",
      "--epochs and --learning-rate apply to this round only and are stored in its",
      "plan. A round that is resumed keeps its plan.",
      "",
      "With --evaluate, the clients only measure the newest version (or that of",
      "--version) and the round makes no new one.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo round start --stack RondoControl --job my-job --wait",
      "  rondo round start --epochs 5 --learning-rate 0.05",
      "  rondo round start --evaluate --version 12 --wait"
    })
final class RoundStartCommand extends StartCommand {

  @Option(
      names = "--round",
      paramLabel = "N",
      description = "Fail unless this round is the next one.")
  private Optional<Integer> round = Optional.empty();

  @Option(names = "--evaluate", description = "Clients only measure a version.")
  private boolean evaluate;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "With --evaluate: the version (default: the newest).")
  private Optional<Integer> version = Optional.empty();

  @Override
  public List<Field<?>> jobFields() {
    return List.of(JobFields.EPOCHS, JobFields.LEARNING_RATE);
  }

  @Override
  Execution start(Executions executions, Values settings) {
    return executions.startRound(
        round.map(OptionalInt::of).orElse(OptionalInt.empty()), overrides(settings));
  }

  private TrainingOverrides overrides(Values settings) {
    if (!evaluate && version.isPresent()) {
      throw new UserError("--version applies to --evaluate only. Add --evaluate.");
    }
    if (evaluate && jobFields().stream().anyMatch(field -> settings.given(field).isPresent())) {
      throw new UserError("--epochs and --learning-rate do not apply to --evaluate. Remove them.");
    }
    return evaluate
        ? TrainingOverrides.evaluate(version.map(OptionalInt::of).orElse(OptionalInt.empty()))
        : TrainingOverrides.of(settings);
  }

  @Override
  String announcement(Execution started) {
    return "Started round %s of job %s.".formatted(round(started), job(started));
  }

  @Override
  int watch(Watching watching, Execution started) throws InterruptedException {
    return watching.round(started, round(started));
  }

  @Override
  String watchCommand() {
    return "round watch";
  }

  private static int round(Execution started) {
    return started.input().path("round").asInt();
  }

  private static String job(Execution started) {
    return started.input().path("job").asText();
  }
}
