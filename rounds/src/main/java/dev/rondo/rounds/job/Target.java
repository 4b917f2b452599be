package dev.rondo.rounds.job;

import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.settings.Numbers;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The value of a metric at which a training ends.
 *
 * @param metric the metric and its direction
 * @param value the value
 */
public record Target(Metric metric, double value) {

  /**
   * A metric whose direction is known.
   *
   * @param name its name
   * @param smaller whether a smaller value is better
   */
  public record Metric(String name, boolean smaller) {

    private static final String MIN = ":min";
    private static final String MAX = ":max";

    /** The accuracy, of which more is better. */
    static final Metric ACCURACY = new Metric(Evaluation.ACCURACY, false);

    /**
     * Reads {@code NAME}, {@code NAME:min} or {@code NAME:max}. Without a direction, smaller is
     * better if the name ends in {@code loss} or {@code error}. Empty for anything else.
     */
    static Optional<Metric> parse(String text) {
      boolean directed = text.endsWith(MIN) || text.endsWith(MAX);
      String name = directed ? text.substring(0, text.length() - MIN.length()) : text;
      return Measurement.isName(name)
          ? Optional.of(new Metric(name, directed ? text.endsWith(MIN) : isLoss(name)))
          : Optional.empty();
    }

    private static boolean isLoss(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      return lower.endsWith("loss") || lower.endsWith("error");
    }

    /** The shortest text that {@link #parse} reads as this. */
    String text() {
      return smaller == isLoss(name) ? name : name + (smaller ? MIN : MAX);
    }
  }

  /** Whether it is the test accuracy, whose target has a setting of its own. */
  public boolean isAccuracy() {
    return metric.equals(Metric.ACCURACY);
  }

  /** Whether a value is as good as the target, or better. */
  public boolean isReachedBy(double measured) {
    return metric.smaller() ? measured <= value : measured >= value;
  }

  /** Whether the metric is among these, and as good as the target. */
  public boolean isReachedBy(Map<String, Double> measured) {
    Double found = measured.get(metric.name());
    return found != null && isReachedBy(found);
  }

  /** The target in words, such as {@code a loss of 0.5 or less}. */
  public String words() {
    String article = "aeiouAEIOU".indexOf(metric.name().charAt(0)) >= 0 ? "an" : "a";
    return "%s %s of %s or %s"
        .formatted(article, metric.name(), Numbers.text(value), metric.smaller() ? "less" : "more");
  }
}
