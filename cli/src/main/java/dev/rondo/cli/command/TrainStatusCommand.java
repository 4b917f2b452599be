package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.play.Position;
import dev.rondo.cli.play.RoundView;
import dev.rondo.cli.play.Trainings;
import dev.rondo.cli.run.JobOption;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.StackOption;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.stack.Stack;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How far a training is. */
@Command(
    name = "status",
    description = {"Tells how far the training of a job is, or how the last one ended.", ""},
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo train status",
      "  rondo train status --json | jq -r .status"
    })
final class TrainStatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final StackOption stack = new StackOption();
  @Mixin private final JobOption job = new JobOption();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    Stack open = stack.open();
    Run run = job.find(open);
    Optional<Playing> training = new Trainings(run, open, InstantSource.system()).latest();
    Position position = Position.of(run);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(run, position, training).toPrettyString());
    } else if (training.isEmpty()) {
      out.printf(
          "Job %s has not been trained yet; round %d is next.%nStart: rondo train start --stack %s"
              + " --job %s%n",
          run.job(), position.round(), open.name(), run.job());
    } else {
      print(run, position, training.get(), out);
    }
    return 0;
  }

  private static ObjectNode toJson(Run run, Position position, Optional<Playing> training) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("job", run.job())
            .put("round", position.round())
            .put("version", position.version())
            .put(
                "status",
                training.map(t -> t.status().name().toLowerCase(Locale.ROOT)).orElse("none"));
    training.ifPresent(
        found -> {
          node.put("execution", found.execution());
          node.set("input", found.input());
          found.output().ifPresent(output -> node.set("output", output));
          found.error().ifPresent(error -> node.put("error", error));
          found.cause().ifPresent(cause -> node.put("cause", cause));
        });
    return node;
  }

  private static void print(Run run, Position position, Playing training, PrintWriter out) {
    out.printf("Training of job %s%n%n", run.job());
    Facts facts = new Facts();
    facts.add(
        "rounds",
        "%d to %d"
            .formatted(
                training.input().path("first_round").asInt(),
                training.input().path("last_round").asInt()));
    double target = training.input().path("target_accuracy").asDouble();
    facts.add("target", target > 0 ? "a test accuracy of " + Text.percent(target) : "none");
    facts.add("started", training.startedAt().toString());
    facts.add("execution", training.execution());
    facts.add("current version", Integer.toString(position.version()));
    if (training.running()) {
      facts.add(
          "now", RoundView.read(run, position.round()).line(InstantSource.system().instant()));
    }
    facts.print(out);
    if (!training.running()) {
      out.printf("%n%s%n", TrainWatching.verdict(run, training));
    }
  }
}
