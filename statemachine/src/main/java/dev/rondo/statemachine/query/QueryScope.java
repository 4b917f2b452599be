package dev.rondo.statemachine.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What an expression sees.
 *
 * @param states the parts of {@code $states} that exist here: input, context, result, errorOutput
 * @param variables the execution's variables
 * @param now the time that {@code $now} and {@code $millis} tell
 * @param random what {@code $random}, {@code $uuid} and {@code $shuffle} draw from
 */
public record QueryScope(
    Map<String, JsonNode> states,
    Map<String, JsonNode> variables,
    Instant now,
    RandomGenerator random) {

  public QueryScope {
    states = Map.copyOf(states);
    variables = Map.copyOf(variables);
  }
}
