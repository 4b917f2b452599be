package dev.rondo.cli.execution;

import dev.rondo.cli.console.Progress;
import dev.rondo.cli.console.RoundTable;
import dev.rondo.cli.console.Terminal;
import dev.rondo.rounds.state.RoundResult;
import java.io.PrintWriter;

/**
 * The text output of watched rounds: a table with one line per round, and the current progress. On
 * a terminal, progress is a single line that is overwritten; elsewhere it is a line per new state.
 */
public final class Screen {

  private final PrintWriter out;
  private final boolean silent;
  private final boolean interactive;
  private final RoundTable table;
  private final Progress progress;
  private String stated = "";

  /**
   * @param silent whether to print nothing, because the output is JSON
   */
  public Screen(PrintWriter out, Terminal terminal, boolean silent) {
    this.out = out;
    this.silent = silent;
    this.interactive = terminal.interactive();
    this.table = new RoundTable(out, terminal.colours());
    this.progress = new Progress(out, interactive && !silent);
  }

  /** Prints a permanent line. */
  public void say(String line) {
    if (!silent) {
      progress.clear();
      out.println(line);
      out.flush();
    }
  }

  /**
   * Shows the progress.
   *
   * @param state identifies the state, and is unchanged as long as it lasts
   * @param line the whole line
   */
  public void show(String state, String line) {
    progress.show(line);
    if (!interactive && !stated.equals(state)) {
      say(line);
      stated = state;
    }
  }

  /** Prints a round that has ended, as rondo simulate does. */
  public void ended(RoundResult result, double seconds) {
    if (silent) {
      return;
    }
    progress.clear();
    table.print(result, seconds);
    out.flush();
  }

  /** Clears the progress line. */
  public void clear() {
    progress.clear();
  }
}
