package dev.rondo.functions.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Reads a line in the embedded metric format, by the rules of its specification: what breaks one is
 * an {@link AssertionError}, because CloudWatch would drop it without a word.
 */
final class EmbeddedMetrics {

  private static final Set<String> UNITS = Set.of("Seconds", "Bytes", "Count", "None");

  private EmbeddedMetrics() {}

  static List<Emitted> of(JsonNode line) {
    JsonNode aws = line.get("_aws");
    require(names(aws).equals(Set.of("Timestamp", "CloudWatchMetrics")), "members of _aws", line);
    require(aws.get("Timestamp").isIntegralNumber(), "Timestamp", line);
    List<Emitted> emitted = new ArrayList<>();
    for (JsonNode directive : aws.get("CloudWatchMetrics")) {
      require(
          names(directive).equals(Set.of("Namespace", "Dimensions", "Metrics")), "members", line);
      require(
          directive.get("Namespace").asText().equals(RecordedLines.NAMESPACE), "Namespace", line);
      JsonNode metrics = directive.get("Metrics");
      require(!metrics.isEmpty() && metrics.size() <= 100, "number of metrics", line);
      require(!directive.get("Dimensions").isEmpty(), "Dimensions", line);
      for (JsonNode set : directive.get("Dimensions")) {
        List<String> dimensions = dimensions(line, set);
        metrics.forEach(metric -> emitted.add(emitted(line, metric, dimensions)));
      }
    }
    return emitted;
  }

  private static List<String> dimensions(JsonNode line, JsonNode set) {
    require(set.isArray() && set.size() <= 30, "a dimension set", line);
    List<String> dimensions = new ArrayList<>();
    for (JsonNode name : set) {
      JsonNode value = line.path(name.asText());
      String text = value.asText();
      require(value.isTextual() && !text.isBlank(), "dimension " + name, line);
      require(text.length() <= 1024 && !text.startsWith(":"), "dimension " + name, line);
      require(text.chars().allMatch(c -> c >= 0x20 && c < 0x7f), "dimension " + name, line);
      dimensions.add(name.asText() + "=" + text);
    }
    return dimensions.stream().sorted().toList();
  }

  private static Emitted emitted(JsonNode line, JsonNode metric, List<String> dimensions) {
    require(names(metric).equals(Set.of("Name", "Unit")), "a metric's members", line);
    String name = metric.get("Name").asText();
    String unit = metric.get("Unit").asText();
    require(UNITS.contains(unit), "unit of " + name, line);
    JsonNode value = line.path(name);
    List<JsonNode> values =
        value.isArray()
            ? StreamSupport.stream(value.spliterator(), false).toList()
            : List.of(value);
    require(!values.isEmpty() && values.size() <= 100, "number of values of " + name, line);
    require(values.stream().allMatch(JsonNode::isNumber), "values of " + name, line);
    return new Emitted(name, unit, dimensions, values.stream().map(JsonNode::asDouble).toList());
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void require(boolean holds, String what, JsonNode line) {
    if (!holds) {
      throw new AssertionError("Not the embedded metric format (" + what + "): " + line);
    }
  }
}
