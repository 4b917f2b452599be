package dev.rondo.cli.console;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Prints a header and one aligned line per round. Unknown values are dashes. The line of an
 * abandoned round ends with an exclamation mark and the reason.
 */
public final class RoundTable {
  private static final String FORMAT = "%5s  %8s  %4s  %8s  %7s  %10s  %9s  %13s  %7s";
  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";

  private final PrintWriter out;
  private final boolean colours;
  private boolean begun;

  /**
   * Starts a table; the header is printed with the first line.
   *
   * @param out where to print
   * @param colours whether to use ANSI colours, see {@link Terminal}
   */
  public RoundTable(PrintStream out, boolean colours) {
    this(Terminal.writer(out), colours);
  }

  /** The same on a writer. */
  public RoundTable(PrintWriter out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** Prints a round that made a version. */
  public void committed(RoundLine line) {
    begin();
    String text = cells(line);
    // Rejected updates deserve attention, although the round continued.
    out.println(line.rejected() > 0 ? coloured(YELLOW, text) : text);
  }

  /** Prints a round that made no version, and why. */
  public void abandoned(RoundLine line, String reason) {
    begin();
    out.println(coloured(RED, cells(line) + "  ! abandoned: " + oneLine(reason)));
  }

  private void begin() {
    if (!begun) {
      begun = true;
      out.println(
          coloured(
              BOLD,
              FORMAT.formatted(
                  "round",
                  "accepted",
                  "late",
                  "rejected",
                  "dropped",
                  "train loss",
                  "test loss",
                  "test accuracy",
                  "seconds")));
    }
  }

  private static String cells(RoundLine line) {
    return FORMAT.formatted(
        line.round(),
        line.accepted(),
        line.late(),
        line.rejected(),
        line.dropped(),
        figure("%.4f", line.trainLoss(), 1),
        figure("%.4f", line.testLoss(), 1),
        figure("%.2f %%", line.testAccuracy(), 100),
        figure("%.2f", line.seconds(), 1));
  }

  /** Independent of the locale, so that lines can be compared and parsed. */
  private static String figure(String format, OptionalDouble value, double scale) {
    return value.isPresent()
        ? String.format(Locale.ROOT, format, value.getAsDouble() * scale)
        : "-";
  }

  /** A reason may quote a client, whose control characters must not reach the terminal. */
  private static String oneLine(String reason) {
    return reason.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  private String coloured(String colour, String text) {
    return colours ? colour + text + RESET : text;
  }
}
