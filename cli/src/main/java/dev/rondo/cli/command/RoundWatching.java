package dev.rondo.cli.command;

import dev.rondo.cli.console.Terminal;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.play.Pause;
import dev.rondo.cli.play.RoundWatch;
import dev.rondo.cli.play.RoundWatch.Outcome;
import dev.rondo.cli.play.Screen;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.stack.Stack;
import dev.rondo.protocol.json.Json;
import dev.rondo.rounds.state.RoundResult.Status;
import java.io.PrintWriter;
import java.time.InstantSource;
import picocli.CommandLine.Model.CommandSpec;

/** Watches a round for a command, and says that it goes on when the user has seen enough. */
final class RoundWatching {

  private final CommandSpec spec;
  private final Stack stack;
  private final Run run;
  private final boolean json;

  RoundWatching(CommandSpec spec, Stack stack, Run run, boolean json) {
    this.spec = spec;
    this.stack = stack;
    this.run = run;
    this.json = json;
  }

  /** Watches until the round has ended; the exit code is 0 when it made a version. */
  int watch(int round, String execution) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Screen screen = new Screen(out, Terminal.here(), json);
    Thread interrupted = new Thread(() -> screen.say(goesOn(round)));
    Runtime.getRuntime().addShutdownHook(interrupted);
    Outcome outcome;
    try {
      outcome =
          new RoundWatch(run, stack.rounds(), screen, InstantSource.system(), Pause.sleeping())
              .watch(round, execution);
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
    if (outcome instanceof Outcome.Ended ended) {
      if (json) {
        out.println(Json.tree(ended.result()).toPrettyString());
      }
      return ended.result().status() == Status.COMMITTED ? 0 : 1;
    }
    Outcome.Broken broken = (Outcome.Broken) outcome;
    spec.commandLine()
        .getErr()
        .printf(
            "Round %d has not ended, but its execution has: %s%nGo on with it: %s%n",
            round, Text.oneLine(broken.execution().ending()), run.place().resume());
    return 1;
  }

  private String goesOn(int round) {
    String which = " --stack " + stack.name() + " --job " + run.job();
    return "%nRound %d goes on. Watch it again with  rondo round watch%s,  end it with  rondo round stop%s"
        .formatted(round, which, which);
  }
}
