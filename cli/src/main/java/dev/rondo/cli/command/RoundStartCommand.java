package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.cli.play.Rounds;
import dev.rondo.cli.play.Rounds.Started;
import dev.rondo.cli.run.JobOption;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.StackOption;
import dev.rondo.cli.stack.Stack;
import dev.rondo.rounds.state.TrainingOverrides;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts one round. */
@Command(
    name = "start",
    description = {
      "Starts the round whose turn it is, or goes on with one that was interrupted.",
      "",
      "Epochs and learning rate given here hold for this round alone and stand in its",
      "plan; a round that has opened before keeps the plan that it has.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo round start --stack RondoControl --job my-job --wait",
      "  rondo round start --epochs 5 --learning-rate 0.05"
    })
final class RoundStartCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final StackOption stack = new StackOption();
  @Mixin private final JobOption job = new JobOption();

  @Option(
      names = "--round",
      paramLabel = "N",
      description = "The round, if it must be this one (default: the one whose turn it is).")
  private Optional<Integer> round = Optional.empty();

  @Option(
      names = "--epochs",
      paramLabel = "E",
      description = "Passes of a client over its examples (default: the job's).")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "Step size of a client's SGD (default: the job's).")
  private Optional<Double> learningRate = Optional.empty();

  @Option(names = "--wait", description = "Watch the round until it has ended.")
  private boolean wait;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    TrainingOverrides overrides =
        new TrainingOverrides(
            epochs.map(OptionalInt::of).orElse(OptionalInt.empty()),
            learningRate.map(OptionalDouble::of).orElse(OptionalDouble.empty()));
    Stack open = stack.open();
    Run run = job.find(open);
    Started started =
        new Rounds(run, open.rounds(), InstantSource.system())
            .start(round.map(OptionalInt::of).orElse(OptionalInt.empty()), overrides);
    if (!json) {
      spec.commandLine()
          .getOut()
          .printf("Started round %d of job %s.%n", started.round(), run.job());
    }
    if (wait) {
      return new RoundWatching(spec, open, run, json).watch(started.round(), started.execution());
    }
    print(open, run, started);
    return 0;
  }

  private void print(Stack open, Run run, Started started) {
    if (json) {
      spec.commandLine()
          .getOut()
          .println(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("job", run.job())
                  .put("round", started.round())
                  .put("execution", started.execution())
                  .toPrettyString());
    } else {
      spec.commandLine()
          .getOut()
          .printf(
              "  execution  %s%n%nNext: rondo round watch --stack %s --job %s%n",
              started.execution(), open.name(), run.job());
    }
  }
}
