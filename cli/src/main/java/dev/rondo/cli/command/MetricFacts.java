package dev.rondo.cli.command;

import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Text;
import dev.rondo.protocol.training.Evaluation;
import java.util.Locale;
import java.util.Map;

/** What an evaluation has measured, for a reader. */
final class MetricFacts {

  private MetricFacts() {}

  /** Adds one line for each metric. */
  static void add(Facts facts, Map<String, Double> metrics) {
    metrics.forEach((name, value) -> facts.add("test " + name, text(name, value)));
  }

  private static String text(String name, double value) {
    return switch (name) {
      case Evaluation.ACCURACY -> Text.percent(value);
      case Evaluation.LOSS -> Text.loss(value);
      default -> String.format(Locale.ROOT, "%.5g", value);
    };
  }
}
