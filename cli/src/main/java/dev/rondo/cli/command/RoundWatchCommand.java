package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.play.Position;
import dev.rondo.cli.play.Rounds;
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

/** Watches a round until it has ended. */
@Command(
    name = "watch",
    description = {
      "Watches the round that is under way until it has ended, and prints its line.",
      "",
      "Ctrl-C ends the watching, not the round. The exit code is 0 when the round made",
      "a version, 1 when it was abandoned or its execution failed.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Example:", "  rondo round watch --stack RondoControl --job my-job"})
final class RoundWatchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final StackOption stack = new StackOption();
  @Mixin private final JobOption job = new JobOption();

  @Option(names = "--json", description = "Print one JSON document when it has ended.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Stack open = stack.open();
    Run run = job.find(open);
    int round = Position.of(run).round();
    Playing playing =
        new Rounds(run, open.rounds(), InstantSource.system())
            .playing(round)
            .filter(Playing::running)
            .orElseThrow(
                () ->
                    new UserError(
                        "No round of job %s is under way. Start one:  %s"
                            .formatted(run.job(), run.place().resume())));
    return new RoundWatching(spec, open, run, json).watch(round, playing.execution());
  }
}
