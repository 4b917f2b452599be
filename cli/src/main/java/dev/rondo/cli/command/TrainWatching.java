package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Terminal;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.play.Pause;
import dev.rondo.cli.play.Screen;
import dev.rondo.cli.play.TrainingWatch;
import dev.rondo.cli.play.TrainingWatch.Seen;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.stack.Stack;
import dev.rondo.protocol.json.Json;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Locale;
import java.util.OptionalDouble;
import picocli.CommandLine.Model.CommandSpec;

/** Watches a training for a command, and says that it goes on when the user has seen enough. */
final class TrainWatching {

  private final CommandSpec spec;
  private final Stack stack;
  private final Run run;
  private final boolean json;

  TrainWatching(CommandSpec spec, Stack stack, Run run, boolean json) {
    this.spec = spec;
    this.stack = stack;
    this.run = run;
    this.json = json;
  }

  /** Watches until the training has ended; the exit code is 0 when it ended as it should. */
  int watch(Playing training) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Screen screen = new Screen(out, Terminal.here(), json);
    int first = TrainingWatch.firstToShow(run, training);
    int begun = training.input().path("first_round").asInt(first);
    if (first > begun) {
      screen.say("%d rounds of it have been played before.".formatted(first - begun));
    }
    Thread interrupted = new Thread(() -> screen.say(goesOn()));
    Runtime.getRuntime().addShutdownHook(interrupted);
    Seen seen;
    try {
      seen =
          new TrainingWatch(
                  run, stack.trainings(), screen, InstantSource.system(), Pause.sleeping())
              .watch(training, first);
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
    if (json) {
      out.println(toJson(seen).toPrettyString());
    } else {
      out.printf("%n%s%n", verdict(run, seen.training()));
    }
    return seen.training().status() == Playing.Status.SUCCEEDED ? 0 : 1;
  }

  private static ObjectNode toJson(Seen seen) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("execution", seen.training().execution())
            .put("status", seen.training().status().name().toLowerCase(Locale.ROOT));
    seen.training().output().ifPresent(output -> node.set("output", output));
    seen.training().error().ifPresent(error -> node.put("error", error));
    seen.training().cause().ifPresent(cause -> node.put("cause", cause));
    node.set("rounds", Json.tree(seen.rounds()));
    return node;
  }

  /** How a training ended, in words; how far it came is for the store to say. */
  static String verdict(Run run, Playing training) {
    if (training.running()) {
      return "The training goes on.";
    }
    if (training.status() != Playing.Status.SUCCEEDED) {
      return "The training ended before its end: " + Text.oneLine(training.ending());
    }
    Latest latest = new LatestVersion(run.store()).read(run.job());
    if (latest.throughRound() == 0) {
      return "The training ended without a round: its target or its last round was before the"
          + " first.";
    }
    OptionalDouble accuracy = run.accuracy(latest.version());
    double target = training.input().path("target_accuracy").asDouble();
    return "Trained through round %d%s%s."
        .formatted(
            latest.throughRound(),
            accuracy.isPresent() ? ", with a test accuracy of " + Text.percent(accuracy) : "",
            target > 0 && accuracy.orElse(-1) >= target ? ": the target is reached" : "");
  }

  private String goesOn() {
    String which = " --stack " + stack.name() + " --job " + run.job();
    return "%nThe training goes on. Watch it again with  rondo train watch%s,  end it with  rondo train stop%s"
        .formatted(which, which);
  }
}
