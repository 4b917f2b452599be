package dev.rondo.functions.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Lines;
import dev.rondo.functions.support.Metric;
import dev.rondo.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;

/** What a function wrote, a JSON object a line: metrics, and the log. */
public final class RecordedLines implements Lines {

  /** The namespace of metrics in tests. */
  public static final String NAMESPACE = "TestControl";

  private final List<JsonNode> lines = new ArrayList<>();

  @Override
  public void write(String line) {
    if (line.contains("\n")) {
      throw new AssertionError("An event of the log is one line: " + line);
    }
    JsonNode parsed = Json.parse(line, JsonNode.class, "A line of the log");
    if (!parsed.isObject()) {
      throw new AssertionError("A line of the log is a JSON object: " + line);
    }
    lines.add(parsed);
  }

  /** Lines that are no metrics. */
  public List<JsonNode> logs() {
    return lines.stream().filter(line -> !line.has("_aws")).toList();
  }

  /** The messages of those lines. */
  public List<String> messages() {
    return logs().stream().map(line -> line.path("message").asText()).toList();
  }

  /** What CloudWatch would make of the other lines; fails on one that it would not take. */
  public List<Emitted> metrics() {
    return lines.stream()
        .filter(line -> line.has("_aws"))
        .flatMap(line -> EmbeddedMetrics.of(line).stream())
        .toList();
  }

  /** The values of a metric over all jobs. */
  public List<Double> values(Metric metric) {
    return values(metric, List.of());
  }

  /** The values of a metric with exactly these dimensions, each as {@code Name=value}. */
  public List<Double> values(Metric metric, List<String> dimensions) {
    return metrics().stream()
        .filter(e -> e.name().equals(metric.cloudWatchName()) && e.dimensions().equals(dimensions))
        .flatMap(e -> e.values().stream())
        .toList();
  }

  public void clear() {
    lines.clear();
  }
}
