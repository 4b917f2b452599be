package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The context object, {@code $states.context}. */
final class Context {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String ROLE = "arn:aws:iam::000000000000:role/local";

  private Context() {}

  static JsonNode of(
      Execution execution,
      String state,
      Instant entered,
      long retryCount,
      Optional<String> token,
      Optional<JsonNode> mapItem) {
    ObjectNode context = JsonNodeFactory.instance.objectNode();
    context
        .putObject("Execution")
        .put("Id", execution.arn())
        .put("Name", execution.name())
        .put("RoleArn", ROLE)
        .put("StartTime", time(execution.startTime()))
        .set("Input", execution.input());
    context
        .putObject("State")
        .put("Name", state)
        .put("EnteredTime", time(entered))
        .put("RetryCount", retryCount);
    context
        .putObject("StateMachine")
        .put("Id", execution.stateMachine().arn())
        .put("Name", execution.stateMachine().name());
    token.ifPresent(value -> context.putObject("Task").put("Token", value));
    mapItem.ifPresent(item -> context.putObject("Map").set("Item", item));
    return context;
  }

  /** As Step Functions writes times: UTC, with milliseconds. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }
}
