package dev.rondo.statemachine.table;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the table of small state machines, the files of statemachine/src/test/asl. */
public final class LanguageTable {
  /** The function that every Task of the table calls; see the table's README.md. */
  public static final String FUNCTION = "scripted";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final Set<String> FIELDS =
      Set.of("name", "machine", "input", "expect", "specification", "rule", "deviations");

  private LanguageTable() {}

  /** All cases, by the names of the files and in their order. */
  public static List<TableCase> cases() {
    List<TableCase> cases = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path file : files()) {
      String topic = file.getFileName().toString().replace(".json", "");
      for (JsonNode node : read(file)) {
        TableCase one = read(topic, node);
        if (!names.add(one.name())) {
          throw new IllegalStateException("the name of a case must be unique, but is " + one);
        }
        cases.add(one);
      }
    }
    return cases;
  }

  private static List<Path> files() {
    Path folder =
        Path.of(System.getProperty("rondo.home", "..")).resolve("statemachine/src/test/asl");
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return MAPPER.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static TableCase read(String topic, JsonNode node) {
    String name = node.required("name").textValue();
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                throw new IllegalStateException(topic + "/" + name + " has no field " + field);
              }
            });
    ObjectNode machine = MAPPER.createObjectNode().put("QueryLanguage", "JSONata");
    machine.setAll((ObjectNode) node.required("machine"));
    return new TableCase(
        topic,
        name,
        machine,
        node.required("input"),
        outcome(node.required("expect")),
        node.required("specification").textValue(),
        node.required("rule").textValue(),
        deviations(node.path("deviations")));
  }

  private static Map<Interpreter, Deviation> deviations(JsonNode node) {
    Map<Interpreter, Deviation> deviations = new EnumMap<>(Interpreter.class);
    for (Interpreter interpreter : Interpreter.values()) {
      JsonNode one = node.path(interpreter.key());
      if (!one.isMissingNode()) {
        deviations.put(
            interpreter,
            new Deviation(outcome(one.required("does")), one.required("reason").textValue()));
      }
    }
    if (deviations.size() != node.size()) {
      throw new IllegalStateException("a deviation is of nobody: " + node);
    }
    return deviations;
  }

  private static Outcome outcome(JsonNode node) {
    return new Outcome(
        Outcome.Status.valueOf(node.required("status").textValue()),
        Optional.ofNullable(node.get("output")),
        Optional.ofNullable(node.get("error")).map(JsonNode::textValue),
        Optional.ofNullable(node.get("cause")).map(JsonNode::textValue));
  }
}
