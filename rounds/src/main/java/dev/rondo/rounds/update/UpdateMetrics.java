package dev.rondo.rounds.update;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.rounds.update.Rejection.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what a client measured from the metadata of its update. A metric that is not finite is
 * null, because JSON has no NaN; it is no reason to reject the update of an honest client.
 */
final class UpdateMetrics {

  private UpdateMetrics() {}

  /**
   * @return empty if the update has no metrics, or the plan does not ask for any
   * @throws RejectedException if the metrics are not valid, or missing where clients only measure
   */
  static Optional<Measurement> of(Plan plan, Map<String, String> metadata)
      throws RejectedException {
    String text = metadata.get(ClientUpdate.METRICS);
    if (!plan.clientEvaluation()) {
      return Optional.empty();
    }
    if (text == null) {
      if (!plan.trains()) {
        throw rejected("metrics is missing, and the clients of this round only measure");
      }
      return Optional.empty();
    }
    if (text.length() > ClientUpdate.MOST_METRICS_CHARACTERS) {
      throw rejected(
          "metrics must have at most %s characters, but has %s"
              .formatted(ClientUpdate.MOST_METRICS_CHARACTERS, text.length()));
    }
    long stated = UpdateHeader.count(metadata, ClientUpdate.METRICS_EXAMPLES);
    // As with the weight of an update, no client counts for more than the plan allows.
    long examples = Math.min(stated, plan.admission().maxExamples());
    try {
      return Optional.of(new Measurement(examples, numbers(text)));
    } catch (IllegalArgumentException e) {
      throw rejected("metrics are not valid: " + e.getMessage());
    }
  }

  private static Map<String, Double> numbers(String text) throws RejectedException {
    JsonNode json = Json.parse(text, JsonNode.class, "the text");
    if (!json.isObject()) {
      throw rejected("metrics must be a JSON object, but is " + UpdateHeader.quoted(text));
    }
    Map<String, Double> numbers = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      JsonNode value = entry.getValue();
      if (!value.isNumber() && !value.isNull()) {
        throw rejected(
            "a metric must be a number or null, but is " + UpdateHeader.quoted(value.toString()));
      }
      numbers.put(entry.getKey(), value.isNull() ? Double.NaN : value.doubleValue());
    }
    return numbers;
  }

  private static RejectedException rejected(String why) {
    return new RejectedException(Reason.METADATA, why);
  }
}
