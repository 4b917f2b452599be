package dev.rondo.rounds.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.settings.Field;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Problem;
import dev.rondo.settings.RawSettings;
import dev.rondo.settings.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON form of a configuration, job.json. */
final class JobJson {

  private JobJson() {}

  static ObjectNode write(Values values) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (Field<?> field : JobFields.SCHEMA.fields()) {
      Object value = values.get(field);
      if (value instanceof Double real) {
        json.put(field.key(), real);
      } else if (value instanceof Integer || value instanceof Long) {
        putWhole(json, field.key(), ((Number) value).longValue());
      } else {
        json.put(field.key(), values.text(field));
      }
    }
    return json;
  }

  /** Writes the node that Jackson reads back: an int where the number fits. */
  private static void putWhole(ObjectNode json, String key, long value) {
    if ((int) value == value) {
      json.put(key, (int) value);
    } else {
      json.put(key, value);
    }
  }

  /** The settings of a JSON object that {@link #write} could have written. */
  static RawSettings read(JsonNode json) {
    if (!json.isObject()) {
      throw new InvalidSettingsException(
          List.of(new Problem("job.json", "job.json must be a JSON object of settings")));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    json.properties().forEach(entry -> texts.put(entry.getKey(), text(entry.getValue())));
    RawSettings settings = RawSettings.of(texts);
    for (Field<?> field : JobFields.SCHEMA.fields()) {
      Optional<String> problem = problem(field, json.get(field.key()));
      if (problem.isPresent()) {
        settings = settings.withProblem(field.key(), field.key(), problem.get());
      }
    }
    return settings;
  }

  private static String text(JsonNode node) {
    return node.isValueNode() ? node.asText() : node.toString();
  }

  private static Optional<String> problem(Field<?> field, @Nullable JsonNode node) {
    if (node == null) {
      return Optional.of("is missing; job.json has all settings");
    }
    Optional<?> value = field.kind().parse(text(node));
    boolean isNumber = value.isPresent() && value.get() instanceof Number;
    if (value.isEmpty() || (isNumber ? node.isNumber() : node.isTextual())) {
      return Optional.empty();
    }
    return Optional.of("must be a JSON " + (isNumber ? "number" : "string") + ", but is " + node);
  }
}
