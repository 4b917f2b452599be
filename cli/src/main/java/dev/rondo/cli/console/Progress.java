package dev.rondo.cli.console;

import java.io.PrintStream;
import java.io.PrintWriter;

/**
 * One line that is written over while something goes on, {@code round 12/100 7/10 updates}. It is
 * for people who watch: where there is no terminal it prints nothing.
 */
public final class Progress {
  private final PrintWriter out;
  private final boolean terminal;
  private int shown;

  /**
   * Shows nothing yet.
   *
   * @param out where to print
   * @param terminal whether a line can be written over there, see {@link Terminal}
   */
  public Progress(PrintStream out, boolean terminal) {
    this(Terminal.writer(out), terminal);
  }

  /** The same on a writer. */
  public Progress(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Says how many updates of a round have come. */
  public void updates(int round, int rounds, int updates, int wanted) {
    show("round %d/%d  %d/%d updates".formatted(round, rounds, updates, wanted));
  }

  /** Replaces the line. */
  public void show(String text) {
    if (!terminal) {
      return;
    }
    // Spaces, not an escape: they also wipe where ANSI is not understood.
    out.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
    out.flush();
    shown = text.length();
  }

  /** Wipes the line, so that something lasting can be printed in its place. */
  public void clear() {
    if (terminal && shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      out.flush();
      shown = 0;
    }
  }
}
