package dev.rondo.cli.console;

import java.io.PrintWriter;

/**
 * A progress line that is overwritten, such as {@code round 12/100 7/10 updates}. It prints nothing
 * if the output is not a terminal.
 */
public final class Progress {
  private final PrintWriter out;
  private final boolean terminal;
  private int shown;

  /**
   * @param out where to print
   * @param terminal whether lines can be overwritten, see {@link Terminal}
   */
  public Progress(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows the number of a round's updates. */
  public void updates(int round, int rounds, int updates, int wanted) {
    show("round %s/%s  %s/%s updates".formatted(round, rounds, updates, wanted));
  }

  /** Replaces the line. */
  public void show(String text) {
    if (!terminal) {
      return;
    }
    // Spaces also clear the line on terminals without ANSI support.
    out.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
    out.flush();
    shown = text.length();
  }

  /** Clears the line, so that a permanent line can be printed in its place. */
  public void clear() {
    if (terminal && shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      out.flush();
      shown = 0;
    }
  }
}
