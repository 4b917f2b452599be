package dev.rondo.cli.command;

import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Text;
import dev.rondo.protocol.training.Evaluation;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What an evaluation has measured, for a reader. */
final class MetricFacts {

  private MetricFacts() {}

  /** Adds one line for each metric. */
  static void add(Facts facts, Map<String, Double> metrics) {
    metrics.forEach((name, value) -> facts.add("test " + name, text(name, value)));
  }

  /** Adds one line for each metric that clients measured. */
  static void addByClients(Facts facts, Evaluation evaluation) {
    evaluation
        .spread()
        .forEach(
            (name, spread) ->
                facts.add(
                    "clients' " + name,
                    evaluation.metric(name).isEmpty()
                        ? "not finite for %s clients".formatted(spread.notFinite())
                        : "%s (%s clients: %s to %s, standard deviation %s)%s"
                            .formatted(
                                text(name, evaluation.metric(name).getAsDouble()),
                                spread.clients(),
                                text(name, spread.min()),
                                text(name, spread.max()),
                                text(name, spread.deviation()),
                                spread.notFinite() == 0
                                    ? ""
                                    : "; not finite for " + spread.notFinite() + " others")));
  }

  /** What clients measured, on one line. */
  static String oneLine(Evaluation evaluation) {
    return evaluation.metrics().entrySet().stream()
        .map(metric -> metric.getKey() + " " + text(metric.getKey(), metric.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String text(String name, double value) {
    return switch (name) {
      case Evaluation.ACCURACY -> Text.percent(value);
      case Evaluation.LOSS -> Text.loss(value);
      default -> String.format(Locale.ROOT, "%.5g", value);
    };
  }
}
