package dev.rondo.statemachine.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.statemachine.query.Template;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The fields of one JSON object, taken one by one; whatever is left over is a problem. */
final class Fields {
  private static final Set<String> JSON_PATH =
      Set.of(
          "InputPath",
          "OutputPath",
          "ResultPath",
          "Parameters",
          "ResultSelector",
          "Result",
          "ItemsPath",
          "TimeoutSecondsPath",
          "HeartbeatSecondsPath",
          "SecondsPath",
          "TimestampPath",
          "ErrorPath",
          "CausePath",
          "Variable",
          "MaxConcurrencyPath");
  private static final Map<String, String> WHY =
      Map.of(
          "HeartbeatSeconds", "heartbeats are not supported; use TimeoutSeconds",
          "Iterator", "old name of ItemProcessor, which is supported",
          "ItemReader", "only inline maps are supported",
          "ItemBatcher", "only inline maps are supported",
          "ResultWriter", "only inline maps are supported",
          "ToleratedFailureCount", "only inline maps are supported",
          "ToleratedFailurePercentage", "only inline maps are supported");

  private final JsonNode node;
  private final String path;
  private final Problems problems;
  private final Set<String> taken = new HashSet<>();

  Fields(JsonNode node, String path, Problems problems) {
    this.node = node;
    this.path = path;
    this.problems = problems;
    if (!node.isObject()) {
      problems.add(path, "must be an object");
    }
  }

  String path() {
    return path;
  }

  Problems problems() {
    return problems;
  }

  String at(String field) {
    return path + "/" + field;
  }

  void problem(String field, String problem) {
    problems.add(at(field), problem);
  }

  Optional<JsonNode> take(String field) {
    taken.add(field);
    return Optional.ofNullable(node.get(field));
  }

  Optional<String> text(String field) {
    Optional<JsonNode> value = take(field);
    if (value.isPresent() && !value.get().isTextual()) {
      problem(field, "must be text");
      return Optional.empty();
    }
    return value.map(JsonNode::textValue);
  }

  /** Empty text, and a problem, when it is missing. */
  String requiredText(String field) {
    Optional<String> value = text(field);
    if (value.isEmpty() && !node.has(field)) {
      problem(field, "is missing");
    }
    return value.orElse("");
  }

  boolean flag(String field) {
    Optional<JsonNode> value = take(field);
    if (value.isPresent() && !value.get().isBoolean()) {
      problem(field, "must be true or false");
    }
    return value.isPresent() && value.get().asBoolean();
  }

  OptionalLong whole(String field, long least, long most) {
    Optional<JsonNode> value = take(field);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!isWhole(value.get(), least, most)) {
      problem(field, "must be a whole number from " + least + " to " + most);
      return OptionalLong.empty();
    }
    return OptionalLong.of(value.get().longValue());
  }

  OptionalDouble number(String field, double least) {
    Optional<JsonNode> value = take(field);
    if (value.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!value.get().isNumber() || value.get().doubleValue() < least) {
      problem(field, "must be a number of at least " + least);
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(value.get().doubleValue());
  }

  Optional<Template> template(String field) {
    return take(field).map(value -> Template.compile(value, at(field), problems::add));
  }

  /** Text, or an expression that gives it. */
  Optional<Template> textTemplate(String field) {
    take(field)
        .filter(value -> !value.isTextual())
        .ifPresent(value -> problem(field, "must be text, or an expression that gives text"));
    return template(field);
  }

  /** A whole number, or an expression that gives it. */
  Optional<Template> wholeTemplate(String field, long least, long most) {
    take(field)
        .filter(value -> !Template.isExpression(value) && !isWhole(value, least, most))
        .ifPresent(
            value ->
                problem(
                    field,
                    "must be a whole number from "
                        + least
                        + " to "
                        + most
                        + ", or an expression that gives one"));
    return template(field);
  }

  /** Reports what has not been taken. */
  void finish() {
    for (String field : new TreeSet<>(node.properties().stream().map(Map.Entry::getKey).toList())) {
      if (taken.contains(field)) {
        continue;
      }
      if (JSON_PATH.contains(field)) {
        problem(field, "belongs to JSONPath; this machine's query language is JSONata");
      } else {
        problem(field, WHY.getOrDefault(field, "is not supported here"));
      }
    }
  }

  private static boolean isWhole(JsonNode value, long least, long most) {
    return value.isIntegralNumber()
        && value.canConvertToLong()
        && value.longValue() >= least
        && value.longValue() <= most;
  }
}
