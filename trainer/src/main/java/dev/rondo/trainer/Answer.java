package dev.rondo.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.training.Measurement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A trainer's answer to a request. Fields are checked when they are read.
 *
 * @param type the kind of message
 * @param message the message
 * @param failure makes an exception for a cause
 */
record Answer(String type, JsonNode message, Function<String, TrainerException> failure) {

  private static final Map<String, String> ANSWERS =
      Map.of(
          "hello", "hello",
          "initialize", "initialized",
          "train", "trained",
          "evaluate", "evaluated");

  private static final long MOST_EXAMPLES = Measurement.MOST_EXAMPLES;
  private static final int MOST_METRICS = Measurement.MOST_METRICS;
  private static final int MOST_CHARACTERS = 500;

  /**
   * This answer, if it answers a request of this type.
   *
   * @throws TrainerException if the trainer has failed, or answers something else
   */
  Answer checked(String request) {
    if (type.equals("failed")) {
      throw failure.apply(oneLine(message.path("message").asText("it gave no reason")));
    }
    if (!type.equals(ANSWERS.get(request))) {
      throw failure.apply("it answered %s to %s".formatted(oneLine(type), request));
    }
    return this;
  }

  /** A text without characters that control a terminal, or reorder what it shows. */
  static String printable(String text) {
    return text.replaceAll("[\\p{C}\\u2028\\u2029]", " ");
  }

  /** A text on one line, without control characters, of bounded length. */
  static String oneLine(String text) {
    String line = printable(text).strip();
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "...";
  }

  String text(String field, String otherwise) {
    JsonNode value = message.path(field);
    return value.isTextual() ? oneLine(value.asText()) : otherwise;
  }

  Set<String> texts(String field) {
    Set<String> texts = new TreeSet<>();
    message.path(field).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  int protocol() {
    return message.path("protocol").asInt(-1);
  }

  long examples() {
    return count("examples");
  }

  private long count(String field) {
    JsonNode value = message.path(field);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.asLong() < 1
        || value.asLong() > MOST_EXAMPLES) {
      throw failure.apply(
          "its %s must be a whole number from 1 to %s, but are %s"
              .formatted(field, MOST_EXAMPLES, oneLine(value.toString())));
    }
    return value.asLong();
  }

  /** The mean training loss, if the trainer tells. */
  OptionalDouble loss() {
    JsonNode loss = message.path("loss");
    return loss.isMissingNode() || loss.isNull()
        ? OptionalDouble.empty()
        : OptionalDouble.of(finite("loss", loss));
  }

  private double finite(String name, JsonNode value) {
    if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
      throw failure.apply(
          "its %s must be a finite number, but is %s".formatted(name, oneLine(value.toString())));
    }
    return value.asDouble();
  }

  /** What the trainer has measured of the base version, if it has. */
  Optional<Measurement> measured() {
    Map<String, Double> metrics = metrics();
    return message.hasNonNull("metrics_examples") && !metrics.isEmpty()
        ? Optional.of(new Measurement(count("metrics_examples"), metrics))
        : Optional.empty();
  }

  /**
   * The metrics by their names, in their order; NaN for one that is null, because it is not finite.
   * Empty if there are none.
   */
  Map<String, Double> metrics() {
    JsonNode values = message.path("metrics");
    if (values.isMissingNode() || values.isNull()) {
      return Map.of();
    }
    if (!values.isObject() || values.size() > MOST_METRICS) {
      throw failure.apply(
          "its metrics must be an object with at most %s numbers".formatted(MOST_METRICS));
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    values
        .properties()
        .forEach(
            entry -> {
              if (!Measurement.isName(entry.getKey())) {
                throw failure.apply(
                    "a metric's name must match %s, but is \"%s\""
                        .formatted(Measurement.NAME_FORM, oneLine(entry.getKey())));
              }
              double value =
                  entry.getValue().isNull()
                      ? Double.NaN
                      : finite("metric " + entry.getKey(), entry.getValue());
              metrics.put(entry.getKey(), value);
            });
    return metrics;
  }

  /** Whether the file contains the difference from the base model, and not the new model. */
  boolean isDifference() {
    String content = message.path("content").asText("weights");
    return switch (content) {
      case "weights" -> false;
      case "difference" -> true;
      default ->
          throw failure.apply(
              "its content must be weights or difference, but is " + oneLine(content));
    };
  }
}
