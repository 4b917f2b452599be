package dev.rondo.rounds.scale;

import java.util.Locale;

/** Why a round does not fit, and what to change. */
final class Refusals {

  private Refusals() {}

  /** The round fits without its evaluation. */
  static String ofEvaluation(RoundSize size) {
    long bytes = new EvaluationSize(size.parameters(), 0, 0).leastBytes();
    return String.format(
        Locale.ROOT,
        "Cannot evaluate a model of %,d parameters: its function would need %,d MB, and Lambda has"
            + " at most %,d MB. Set evaluate_every: 0, or use a smaller model.",
        size.parameters(),
        Memory.mbOf(bytes),
        Memory.LARGEST_MB);
  }

  /**
   * @param most seats with which it would fit
   */
  static String ofAggregation(RoundSize size, Memory memory, int most) {
    String advice =
        most < Math.max(1, size.rule().leastUpdates())
            ? "No valid number of seats for %s fits: use a smaller model%s"
                .formatted(size.rule().text(), size.mustBeInParts() ? " or another rule" : "")
            : String.format(
                Locale.ROOT, "At most %,d seats fit: lower fraction or over_selection", most);
    return String.format(
        Locale.ROOT,
        "Cannot aggregate a model of %,d parameters with %,d seats and %s: however it is divided,"
            + " a function would need more than its %s MB, its 900 s or a document of 64 MiB. %s.",
        size.parameters(),
        size.seats(),
        size.rule().text(),
        memory.partMb(),
        advice);
  }
}
