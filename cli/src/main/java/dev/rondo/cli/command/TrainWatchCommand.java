package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.play.Trainings;
import dev.rondo.cli.run.JobOption;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.StackOption;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.stack.Stack;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Watches a training until it has ended. */
@Command(
    name = "watch",
    description = {
      "Watches the training that is under way, a line a round, until it has ended.",
      "",
      "Ctrl-C ends the watching, not the training. The exit code is 0 when the target",
      "or the last round was reached.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Example:", "  rondo train watch --stack RondoControl --job my-job"})
final class TrainWatchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final StackOption stack = new StackOption();
  @Mixin private final JobOption job = new JobOption();

  @Option(names = "--json", description = "Print one JSON document when it has ended.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Stack open = stack.open();
    Run run = job.find(open);
    Playing training =
        new Trainings(run, open, InstantSource.system())
            .running()
            .orElseThrow(
                () ->
                    new UserError(
                        "Job %s is not being trained. Start it:  rondo train start --stack %s --job %s"
                            .formatted(run.job(), open.name(), run.job())));
    return new TrainWatching(spec, open, run, json).watch(training);
  }
}
