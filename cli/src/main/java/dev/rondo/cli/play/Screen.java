package dev.rondo.cli.play;

import dev.rondo.cli.console.Progress;
import dev.rondo.cli.console.RoundLine;
import dev.rondo.cli.console.RoundTable;
import dev.rondo.cli.console.Terminal;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.RoundResult.Status;
import java.io.PrintWriter;
import java.util.OptionalDouble;

/**
 * What a person sees of rounds that are played: a line a round in one table, and what goes on
 * meanwhile. On a terminal that is one line that lives; elsewhere a line for each new state.
 */
public final class Screen {

  private final PrintWriter out;
  private final boolean silent;
  private final boolean interactive;
  private final RoundTable table;
  private final Progress progress;
  private String stated = "";

  /**
   * @param silent whether nothing is to be printed, for output that a program reads
   */
  public Screen(PrintWriter out, Terminal terminal, boolean silent) {
    this.out = out;
    this.silent = silent;
    this.interactive = terminal.interactive();
    this.table = new RoundTable(out, terminal.colours());
    this.progress = new Progress(out, interactive && !silent);
  }

  /** Something that stays on the screen. */
  public void say(String line) {
    if (!silent) {
      progress.clear();
      out.println(line);
      out.flush();
    }
  }

  /**
   * What goes on.
   *
   * @param state the state in a word, the same as long as it lasts
   * @param line all of it
   */
  public void show(String state, String line) {
    progress.show(line);
    if (!interactive && !stated.equals(state)) {
      say(line);
      stated = state;
    }
  }

  /** A round that has ended, as rondo simulate prints it. */
  public void ended(RoundResult result, double seconds) {
    if (silent) {
      return;
    }
    progress.clear();
    printResult(table, result, seconds, out);
    out.flush();
  }

  /** Wipes the line that lives. */
  public void clear() {
    progress.clear();
  }

  /** Prints a round's line of the table, and what became of its evaluation when that failed. */
  public static void printResult(
      RoundTable table, RoundResult result, double seconds, PrintWriter out) {
    RoundLine line =
        new RoundLine(
            result.round(),
            result.accepted(),
            result.late(),
            result.rejected(),
            result.dropped(),
            result.trainLoss(),
            result.testLoss(),
            result.testAccuracy(),
            OptionalDouble.of(seconds));
    if (result.status() == Status.ABANDONED) {
      table.abandoned(line, result.reason().orElse(""));
    } else {
      table.committed(line);
    }
    result.evaluationError().ifPresent(error -> out.println("  evaluation failed: " + error));
  }
}
