package dev.rondo.statemachine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A service on virtual time, and short ways to feed it. */
final class Bench {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final VirtualTime time = new VirtualTime();
  final StateMachines service;
  private int started;

  Bench() {
    this(1);
  }

  Bench(long seed) {
    service = new StateMachines(time, seed);
  }

  /** JSON in which ' stands for ". */
  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** A machine of these states; in the text, ' stands for " and ` for '. */
  static String machine(String startAt, String states) {
    String text =
        "{'QueryLanguage':'JSONata','StartAt':'" + startAt + "','States':{" + states + "}}";
    return quotes(text);
  }

  /** Text in which ' stands for " and ` for '. */
  static String quotes(String text) {
    return text.replace('\'', '"').replace('`', '\'');
  }

  void define(String name, String definition) {
    service.define(StateMachine.load(name, definition, Map.of()));
  }

  void function(String name, Function<JsonNode, JsonNode> body) {
    service.function(name, body::apply);
  }

  void slowFunction(String name, Duration duration, Function<JsonNode, JsonNode> body) {
    service.function(
        name,
        new LambdaFunction() {
          @Override
          public JsonNode invoke(JsonNode payload) {
            return body.apply(payload);
          }

          @Override
          public Duration duration() {
            return duration;
          }
        });
  }

  Execution start(String machine, String input) {
    return service.start(machine, "e" + ++started, json(input));
  }

  /** Runs a machine of these states to its end. */
  Execution run(String startAt, String states, String input) {
    define("m", machine(startAt, states));
    Execution execution = start("m", input);
    time.runAll();
    return execution;
  }

  static List<String> types(Execution execution) {
    return execution.history().events().stream().map(HistoryEvent::type).toList();
  }

  static List<String> statesEntered(Execution execution) {
    return execution.history().events().stream()
        .filter(event -> event.type().endsWith("StateEntered"))
        .map(event -> event.state().orElseThrow())
        .toList();
  }

  static JsonNode output(Execution execution) {
    return execution
        .output()
        .orElseThrow(
            () ->
                new AssertionError(
                    execution.status() + " " + execution.error() + " " + execution.cause()));
  }
}
