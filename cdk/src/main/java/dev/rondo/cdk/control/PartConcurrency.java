package dev.rondo.cdk.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How many model parts or groups a round folds at the same time: a field of its state machine. */
final class PartConcurrency {

  private static final String FIELD = "MaxConcurrency";

  private PartConcurrency() {}

  /**
   * The definition with at most this many parts at the same time; the same text if it has this
   * number already.
   */
  static String atMost(int parts, String definition) {
    ObjectMapper mapper = new ObjectMapper();
    try {
      JsonNode machine = mapper.readTree(definition);
      ObjectNode map = (ObjectNode) machine.required("States").required("FoldParts");
      if (map.required(FIELD).intValue() == parts) {
        return definition;
      }
      map.put(FIELD, parts);
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(machine);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("round.asl.json is not JSON", e);
    }
  }
}
