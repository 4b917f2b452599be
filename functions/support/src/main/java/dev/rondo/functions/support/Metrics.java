package dev.rondo.functions.support;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.json.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes metrics in CloudWatch's embedded metric format: a line of the log that CloudWatch turns
 * into metrics, without a request and its price. <a
 * href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">Specification</a>.
 */
public final class Metrics {

  /** The largest number of values of a metric in one line. */
  static final int MAX_VALUES = 100;

  /** CloudWatch rejects numbers beyond 2^360. */
  private static final double LARGEST = Math.pow(2, 360);

  private final String namespace;
  private final Lines lines;
  private final InstantSource clock;

  /**
   * @param namespace CloudWatch's namespace of these metrics: the control stack's name, so that two
   *     stacks of an account do not share metrics
   * @param lines where they go
   * @param clock the time
   */
  public Metrics(String namespace, Lines lines, InstantSource clock) {
    this.namespace = namespace;
    this.lines = lines;
    this.clock = clock;
  }

  /** Values of a job. They are emitted for the job and over all jobs. */
  public Emission of(String job) {
    return new Emission(Map.of("Job", job), List.of(List.of("Job"), List.of()));
  }

  /**
   * Values of a part of a job. They are emitted for this part only; the whole is counted
   * separately.
   */
  public Emission of(String job, String dimension, String value) {
    return new Emission(Map.of("Job", job, dimension, value), List.of(List.of("Job", dimension)));
  }

  /** Values with the same dimensions. */
  public final class Emission {

    private final Map<String, String> dimensions;
    private final List<List<String>> dimensionSets;
    private final Map<Metric, List<Double>> values = new EnumMap<>(Metric.class);

    private Emission(Map<String, String> dimensions, List<List<String>> dimensionSets) {
      this.dimensions = dimensions;
      this.dimensionSets = dimensionSets;
    }

    /**
     * Adds a value. Values that CloudWatch rejects (NaN, infinity, beyond 2^360) are left out: one
     * such value would lose the whole line, and a metric must not fail a round.
     */
    public Emission add(Metric metric, double value) {
      if (Math.abs(value) <= LARGEST) {
        values.computeIfAbsent(metric, m -> new ArrayList<>()).add(value);
      }
      return this;
    }

    /** Writes the values: one line, or several if a metric has more than 100 values. */
    public void emit() {
      int most = values.values().stream().mapToInt(List::size).max().orElse(0);
      for (int from = 0; from < most; from += MAX_VALUES) {
        lines.write(line(from));
      }
    }

    private String line(int from) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      ObjectNode aws = line.putObject("_aws").put("Timestamp", clock.instant().toEpochMilli());
      ObjectNode directive = aws.putArray("CloudWatchMetrics").addObject();
      directive.put("Namespace", namespace);
      ArrayNode sets = directive.putArray("Dimensions");
      dimensionSets.forEach(set -> set.forEach(sets.addArray()::add));
      ArrayNode definitions = directive.putArray("Metrics");
      dimensions.forEach(line::put);
      values.forEach(
          (metric, all) -> {
            List<Double> some = all.stream().skip(from).limit(MAX_VALUES).toList();
            if (!some.isEmpty()) {
              String unit = metric.unit().cloudWatchName();
              definitions.addObject().put("Name", metric.cloudWatchName()).put("Unit", unit);
              put(line, metric.cloudWatchName(), some);
            }
          });
      return Json.text(line);
    }

    private static void put(ObjectNode line, String name, List<Double> values) {
      if (values.size() == 1) {
        line.put(name, values.get(0));
      } else {
        values.forEach(line.putArray(name)::add);
      }
    }
  }
}
