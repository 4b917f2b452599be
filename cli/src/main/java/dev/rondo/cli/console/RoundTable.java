package dev.rondo.cli.console;

import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.RoundResult;
import java.io.PrintWriter;
import java.util.OptionalDouble;

/**
 * Prints a header and one aligned line per round. Unknown values are dashes. Without test data, a
 * line ends with what clients measured. The line of an abandoned round ends with an exclamation
 * mark and the reason.
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
  public RoundTable(PrintWriter out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** Prints a round that has ended, and the error if its evaluation failed. */
  public void print(RoundResult result, double seconds) {
    begin();
    String line =
        FORMAT.formatted(
            result.round(),
            result.accepted(),
            result.late(),
            result.rejected(),
            result.dropped(),
            Text.loss(result.trainLoss()),
            Text.loss(result.testLoss()),
            Text.percent(result.testAccuracy()),
            Text.seconds(OptionalDouble.of(seconds)));
    if (result.testLoss().isEmpty() && result.testAccuracy().isEmpty()) {
      line += result.clientEvaluation().map(RoundTable::byClients).orElse("");
    }
    if (result.status() == RoundResult.Status.ABANDONED) {
      String reason = Text.oneLine(result.reason().orElse(""));
      out.println(coloured(RED, line + "  ! abandoned: " + reason));
    } else {
      // Rejected updates deserve attention, although the round continued.
      out.println(result.rejected() > 0 ? coloured(YELLOW, line) : line);
    }
    result
        .evaluationError()
        .ifPresent(error -> out.println("  evaluation failed: " + Text.oneLine(error)));
  }

  private static String byClients(ClientEvaluation clients) {
    return "  clients of version %s: loss %s, accuracy %s"
        .formatted(
            clients.version(),
            Text.loss(clients.evaluation().metric(Evaluation.LOSS)),
            Text.percent(clients.evaluation().metric(Evaluation.ACCURACY)));
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

  private String coloured(String colour, String text) {
    return colours ? colour + text + RESET : text;
  }
}
