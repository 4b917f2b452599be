package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.play.Position;
import dev.rondo.cli.play.Trainings;
import dev.rondo.cli.play.Trainings.Stopped;
import dev.rondo.cli.run.JobOption;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.StackOption;
import dev.rondo.cli.stack.Stack;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends a training and the round that it plays. */
@Command(
    name = "stop",
    description = {
      "Stops the training that is under way, and the round that it plays.",
      "",
      "Nothing is lost: committed versions stay, and so do the updates of the round.",
      "rondo train start  goes on where it was.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Example:", "  rondo train stop --stack RondoControl --job my-job"})
final class TrainStopCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final StackOption stack = new StackOption();
  @Mixin private final JobOption job = new JobOption();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    Stack open = stack.open();
    Run run = job.find(open);
    Stopped stopped = new Trainings(run, open, InstantSource.system()).stop();
    int round = Position.of(run).round();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode node =
          JsonNodeFactory.instance
              .objectNode()
              .put("job", run.job())
              .put("round", round)
              .put("execution", stopped.training().execution());
      stopped.round().ifPresent(playing -> node.put("round_execution", playing.execution()));
      out.println(node.toPrettyString());
      return 0;
    }
    out.printf(
        "Stopped the training of job %s in round %d.%nGo on with it: rondo train start --stack %s"
            + " --job %s%n",
        run.job(), round, open.name(), run.job());
    return 0;
  }
}
