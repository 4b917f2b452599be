package dev.rondo.statemachine.paths;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.statemachine.table.Interpreter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One way through a state machine of Rondo, from the files of statemachine/src/test/paths.
 *
 * @param machine round or training
 * @param name unique; also the id of the job, by which a function finds its script
 * @param input of the execution, with the job
 * @param script what each function does with its first call, its second, and so on; its last entry
 *     is for all further calls. An entry is a payload of the scripted function; {@code send} in it
 *     says how its task token is answered
 * @param deadlineSeconds after which the wait for the quorum ends
 * @param continueAfter rounds after which a training continues as a new execution; 500 if deployed
 * @param nested whether a training starts executions; otherwise it calls the function run in their
 *     place, because no emulator can refuse to start one
 * @param deviations why an interpreter takes another way
 */
public record RondoPath(
    String machine,
    String name,
    JsonNode input,
    JsonNode script,
    int deadlineSeconds,
    int continueAfter,
    boolean nested,
    Map<Interpreter, String> deviations) {

  private static final int DEPLOYED_CONTINUE_AFTER = 500;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public RondoPath {
    deviations = Map.copyOf(deviations);
  }

  /** The paths through both machines. */
  public static List<RondoPath> all() {
    List<RondoPath> paths = new ArrayList<>();
    for (String machine : List.of("round", "training")) {
      for (JsonNode node : read(machine)) {
        paths.add(path(machine, node));
      }
    }
    return paths;
  }

  private static JsonNode read(String machine) {
    Path file =
        Path.of(System.getProperty("rondo.home", ".."))
            .resolve("statemachine/src/test/paths")
            .resolve(machine + ".json");
    try {
      return MAPPER.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static RondoPath path(String machine, JsonNode node) {
    String name = node.required("name").textValue();
    ObjectNode input = MAPPER.createObjectNode().put("job", name);
    input.setAll((ObjectNode) node.required("input"));
    Map<Interpreter, String> deviations = new EnumMap<>(Interpreter.class);
    for (Interpreter interpreter : Interpreter.values()) {
      JsonNode reason = node.path("deviations").path(interpreter.key());
      if (reason.isTextual()) {
        deviations.put(interpreter, reason.textValue());
      }
    }
    return new RondoPath(
        machine,
        name,
        input,
        node.required("script"),
        node.path("deadline_seconds").asInt(60),
        node.path("continue_after").asInt(DEPLOYED_CONTINUE_AFTER),
        node.path("nested").asBoolean(true),
        deviations);
  }

  /** Whether it ends by starting another execution, which goes on by itself. */
  public boolean continues() {
    return continueAfter < DEPLOYED_CONTINUE_AFTER && nested;
  }

  /** The entry of the script for a call. */
  public JsonNode entry(String function, int call) {
    JsonNode entries = script.required(function);
    return entries.get(Math.min(call, entries.size() - 1));
  }

  @Override
  public String toString() {
    return machine + "/" + name;
  }
}
