package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.play.Position;
import dev.rondo.cli.play.RoundView;
import dev.rondo.cli.play.Rounds;
import dev.rondo.cli.run.JobOption;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.StackOption;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.stack.Stack;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Plan;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How far a round is. */
@Command(
    name = "status",
    description = {"Tells how far the round is that is under way, or which one is next.", ""},
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo round status",
      "  rondo round status --json | jq -r .state"
    })
final class RoundStatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final StackOption stack = new StackOption();
  @Mixin private final JobOption job = new JobOption();

  @Option(
      names = "--round",
      paramLabel = "N",
      description = "The round (default: the one whose turn it is).")
  private Optional<Integer> round = Optional.empty();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    Stack open = stack.open();
    Run run = job.find(open);
    Position position = Position.of(run);
    RoundView view = RoundView.read(run, round.orElse(position.round()));
    Optional<Playing> playing =
        new Rounds(run, open.rounds(), InstantSource.system()).playing(view.round());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(run, position, view, playing).toPrettyString());
    } else {
      print(run, position, view, playing, InstantSource.system().instant(), out);
    }
    return 0;
  }

  private static ObjectNode toJson(
      Run run, Position position, RoundView view, Optional<Playing> playing) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
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
    playing.ifPresent(
        execution ->
            node.put("execution", execution.execution())
                .put("execution_status", execution.status().name().toLowerCase(Locale.ROOT)));
    view.result().ifPresent(result -> node.set("result", Json.tree(result)));
    return node;
  }

  private static void print(
      Run run,
      Position position,
      RoundView view,
      Optional<Playing> playing,
      Instant now,
      PrintWriter out) {
    out.printf("Round %d of job %s%n%n", view.round(), run.job());
    Facts facts = new Facts();
    facts.add("state", view.state());
    view.plan().ifPresent(plan -> add(facts, plan, view, now));
    facts.add("current version", Integer.toString(position.version()));
    playing.ifPresent(
        execution -> {
          facts.add("execution", execution.execution());
          facts.add(
              "  status",
              execution.running()
                  ? "running since " + execution.startedAt()
                  : Text.oneLine(execution.ending()));
        });
    facts.print(out);
    boolean interrupted = playing.filter(Playing::running).isEmpty() && view.result().isEmpty();
    if (interrupted) {
      out.printf(
          "%nNobody plays it. %s: %s%n",
          view.plan().isPresent() ? "Go on with it" : "Start it", run.place().resume());
    }
  }

  private static void add(Facts facts, Plan plan, RoundView view, Instant now) {
    facts.add(
        "updates",
        "%d of %d that end the waiting, %d rejected"
            .formatted(view.updates(), plan.quorum(), view.rejected()));
    facts.add("seats", "%d, minimum %d".formatted(plan.seats(), plan.minimum()));
    facts.add("opened", plan.openedAt().toString());
    long left = view.left(now).toSeconds();
    facts.add(
        "deadline",
        plan.deadline()
            + (left >= 0
                ? ", in %d seconds".formatted(left)
                : ", %d seconds ago".formatted(-left)));
  }
}
