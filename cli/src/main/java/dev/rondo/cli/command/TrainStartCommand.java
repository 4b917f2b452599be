package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.play.Trainings;
import dev.rondo.cli.play.Trainings.Started;
import dev.rondo.cli.run.JobOption;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.StackOption;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.stack.Stack;
import java.io.PrintWriter;
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

/** Starts a training. */
@Command(
    name = "start",
    description = {
      "Starts to play round after round, from the one whose turn it is.",
      "",
      "What --rounds and --target-accuracy say becomes the job's own; the rest of its",
      "configuration stays as it was founded.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo train start --stack RondoControl --job my-job --wait",
      "  rondo train start --rounds 50 --target-accuracy 0.97"
    })
final class TrainStartCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final StackOption stack = new StackOption();
  @Mixin private final JobOption job = new JobOption();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "The last round, counted from the job's first (default: the job's).")
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--target-accuracy",
      paramLabel = "SHARE",
      description =
          "Test accuracy at which it ends before, 0 to 1; 0 goes on to the last round (default: the"
              + " job's).")
  private Optional<Double> targetAccuracy = Optional.empty();

  @Option(names = "--wait", description = "Watch the training until it has ended.")
  private boolean wait;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Stack open = stack.open();
    Run run = job.find(open);
    Started started =
        new Trainings(run, open, InstantSource.system())
            .start(
                rounds.map(OptionalInt::of).orElse(OptionalInt.empty()),
                targetAccuracy.map(OptionalDouble::of).orElse(OptionalDouble.empty()));
    if (!json) {
      announce(run, started);
    }
    if (wait) {
      Playing training =
          open.trainings()
              .describe(started.execution())
              .orElseThrow(() -> new UserError("There is no " + started.execution()));
      return new TrainWatching(spec, open, run, json).watch(training);
    }
    print(open, run, started);
    return 0;
  }

  private void announce(Run run, Started started) {
    spec.commandLine()
        .getOut()
        .printf(
            "Started the training of job %s: rounds %d to %d%s.%n",
            run.job(),
            started.first(),
            started.last(),
            started.targetAccuracy() > 0
                ? ", or a test accuracy of " + Text.percent(started.targetAccuracy())
                : "");
  }

  private void print(Stack open, Run run, Started started) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("job", run.job())
              .put("first_round", started.first())
              .put("last_round", started.last())
              .put("target_accuracy", started.targetAccuracy())
              .put("execution", started.execution())
              .toPrettyString());
    } else {
      out.printf(
          "  execution  %s%n%nNext: rondo train watch --stack %s --job %s%n",
          started.execution(), open.name(), run.job());
    }
  }
}
