package dev.rondo.statemachine.paths;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.statemachine.table.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an execution along a path did.
 *
 * @param states that it entered, in this order, without those inside of a Map
 * @param calls of each function
 */
public record Trace(List<String> states, Outcome outcome, Map<String, Integer> calls) {
  public Trace {
    states = List.copyOf(states);
    calls = Map.copyOf(calls);
  }

  /** The same without what a continuation adds: its name, and calls that it may still make. */
  public Trace withoutContinuation() {
    Optional<JsonNode> output = outcome.output().map(JsonNode::deepCopy);
    output.ifPresent(value -> ((ObjectNode) value).remove("continued_as"));
    Outcome ended = new Outcome(outcome.status(), output, outcome.error(), outcome.cause());
    return new Trace(states, ended, Map.of());
  }

  /**
   * Whether two interpreters did the same. Causes are not compared: they quote an error of a
   * function, whose fields have no order.
   */
  public boolean isAs(Trace other) {
    return states.equals(other.states)
        && calls.equals(other.calls)
        && outcome.withoutCause().isAs(other.outcome.withoutCause());
  }
}
