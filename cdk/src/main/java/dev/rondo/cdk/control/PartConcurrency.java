package dev.rondo.cdk.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How many model parts or groups a round folds, or asks the helper for, at the same time: a field
 * of two states of its state machine.
 */
final class PartConcurrency {

  private static final String FIELD = "MaxConcurrency";
  private static final List<String> STATES = List.of("FoldParts", "Unmask");

  private PartConcurrency() {}

  /**
   * The definition with at most this many parts at the same time; the same text if it has this
   * number already.
   */
  static String atMost(int parts, String definition) {
    ObjectMapper mapper = new ObjectMapper();
    try {
      JsonNode machine = mapper.readTree(definition);
      boolean same = true;
      for (String state : STATES) {
        ObjectNode map = (ObjectNode) machine.required("States").required(state);
        same &= map.required(FIELD).intValue() == parts;
        map.put(FIELD, parts);
      }
      return same
          ? definition
          : mapper.writerWithDefaultPrettyPrinter().writeValueAsString(machine);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("round.asl.json is not JSON", e);
    }
  }
}
