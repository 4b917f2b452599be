package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.play.Position;
import dev.rondo.cli.play.RoundView;
import dev.rondo.cli.play.Rounds;
import dev.rondo.cli.play.Trainings;
import dev.rondo.cli.run.JobOption;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.StackOption;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.stack.Stack;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends the execution that plays a round. */
@Command(
    name = "stop",
    description = {
      "Stops the execution that plays the round that is under way.",
      "",
      "Nothing is lost: the plan and the updates stay, clients go on with the seats",
      "that they have, and  rondo round start  goes on with the round. Past its",
      "deadline it then aggregates at once what has come.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Example:", "  rondo round stop --stack RondoControl --job my-job"})
final class RoundStopCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final StackOption stack = new StackOption();
  @Mixin private final JobOption job = new JobOption();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    Stack open = stack.open();
    Run run = job.find(open);
    new Trainings(run, open, InstantSource.system())
        .running()
        .ifPresent(
            training -> {
              throw new UserError(
                  "The training %s plays the rounds of job %s. Stop it with  rondo train stop."
                      .formatted(training.name(), run.job()));
            });
    int round = Position.of(run).round();
    Playing stopped = new Rounds(run, open.rounds(), InstantSource.system()).stop(round);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("job", run.job())
              .put("round", round)
              .put("execution", stopped.execution())
              .toPrettyString());
      return 0;
    }
    out.printf(
        "Stopped round %d of job %s; its %d updates stay.%nGo on with it: %s%n",
        round, run.job(), RoundView.read(run, round).updates(), run.place().resume());
    return 0;
  }
}
