package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.execution.Position;
import dev.rondo.cli.execution.RoundView;
import dev.rondo.cli.run.Run;
import dev.rondo.operations.execution.Execution;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Shows the progress of a training. */
@Command(
    name = "status",
    description = {"Shows the progress of a job's training on AWS, or how it ended.", ""},
    footer = {
      "",
      "Examples:",
      "  rondo train status",
      "  rondo train status --json | jq -r .status"
    })
final class TrainStatusCommand extends ExecutionCommand {

  @Override
  int call(Target target) {
    Run run = target.run();
    Optional<Execution> training = target.executions().latestTraining();
    Position position = Position.of(run);
    output.print(
        () -> toJson(run, position, training),
        out -> {
          if (training.isPresent()) {
            print(run, position, training.get(), out);
          } else {
            out.printf(
                "Job %s has no training yet. Round %s is next.%nTo start: %s%n",
                run.job(), position.round(), target.command("train start"));
          }
        });
    return 0;
  }

  private static ObjectNode toJson(Run run, Position position, Optional<Execution> training) {
    ObjectNode node =
        Output.object()
            .put("job", run.job())
            .put("round", position.round())
            .put("version", position.version())
            .put("status", "none");
    training.ifPresent(found -> Watching.toJson(found, node).set("input", found.input()));
    return node;
  }

  private static void print(Run run, Position position, Execution training, PrintWriter out) {
    out.printf("Training of job %s%n%n", run.job());
    Facts facts = new Facts();
    facts.add(
        "rounds",
        "%s to %s"
            .formatted(
                training.input().path("first_round").asInt(),
                training.input().path("last_round").asInt()));
    double target = training.input().path("target_accuracy").asDouble();
    facts.add(
        "target",
        target > 0
            ? "test accuracy " + Text.percent(target)
            : TargetFacts.of(training.input()).orElse("none"));
    facts.add("started", training.startedAt().toString());
    facts.add("execution", training.arn());
    facts.add("current version", Integer.toString(position.version()));
    if (training.isRunning()) {
      RoundView view = RoundView.read(run, position.round());
      facts.add("progress", view.line(InstantSource.system().instant()));
    }
    facts.print(out);
    if (!training.isRunning()) {
      out.printf("%n%s%n", Watching.verdict(run, training));
    }
  }
}
