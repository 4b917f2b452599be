package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.execution.Position;
import dev.rondo.cli.execution.RoundView;
import dev.rondo.cli.run.Run;
import dev.rondo.operations.execution.Execution;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Plan;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the progress of a round. */
@Command(
    name = "status",
    description = {"Shows the progress of the current round on AWS.", ""},
    footer = {
      "",
      "Examples:",
      "  rondo round status",
      "  rondo round status --json | jq -r .state"
    })
final class RoundStatusCommand extends ExecutionCommand {

  @Option(
      names = "--round",
      paramLabel = "N",
      description = "The round (default: the current or next one).")
  private Optional<Integer> round = Optional.empty();

  @Override
  int call(Target target) {
    Position position = Position.of(target.run());
    RoundView view = RoundView.read(target.run(), round.orElse(position.round()));
    Optional<Execution> execution = target.executions().round(view.round());
    output.print(
        () -> toJson(target.run(), position, view, execution),
        out -> print(target, position, view, execution, out));
    return 0;
  }

  private static ObjectNode toJson(
      Run run, Position position, RoundView view, Optional<Execution> execution) {
    ObjectNode node =
        Output.object()
            .put("job", run.job())
            .put("round", view.round())
            .put("version", position.version())
            .put("state", view.state())
            .put("updates", view.updates())
            .put("rejected", view.rejected());
    view.plan()
        .ifPresent(
            plan ->
                node.put("seats", plan.seats())
                    .put("quorum", plan.quorum())
                    .put("minimum", plan.minimum())
                    .put("deadline", plan.deadline().toString()));
    execution.ifPresent(
        found ->
            node.put("execution", found.arn()).put("execution_status", found.status().toString()));
    view.result().ifPresent(result -> node.set("result", Json.tree(result)));
    return node;
  }

  private static void print(
      Target target,
      Position position,
      RoundView view,
      Optional<Execution> execution,
      PrintWriter out) {
    out.printf("Round %s of job %s%n%n", view.round(), target.run().job());
    Facts facts = new Facts();
    facts.add("state", view.state());
    view.plan().ifPresent(plan -> add(facts, plan, view, InstantSource.system().instant()));
    facts.add("current version", Integer.toString(position.version()));
    execution.ifPresent(
        found -> {
          facts.add("execution", found.arn());
          facts.add(
              "  status",
              found.isRunning()
                  ? "running since " + found.startedAt()
                  : Text.oneLine(found.ending()));
        });
    facts.print(out);
    if (execution.filter(Execution::isRunning).isEmpty() && view.result().isEmpty()) {
      out.printf(
          "%nNo execution is running. %s: %s%n",
          view.plan().isPresent() ? "To resume the round" : "To start the round",
          target.command("round start"));
    }
  }

  private static void add(Facts facts, Plan plan, RoundView view, Instant now) {
    facts.add(
        "updates",
        "%s of %s (quorum), %s rejected".formatted(view.updates(), plan.quorum(), view.rejected()));
    facts.add("seats", "%s, minimum %s".formatted(plan.seats(), plan.minimum()));
    facts.add("opened", plan.openedAt().toString());
    long left = view.left(now).toSeconds();
    facts.add(
        "deadline",
        plan.deadline() + (left >= 0 ? " (in %s s)" : " (%s s ago)").formatted(Math.abs(left)));
  }
}
