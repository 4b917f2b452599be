package dev.rondo.statemachine.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads StartAt and States, each state by the reader of its type. */
final class FlowReader {
  private static final int LONGEST_NAME = 80;

  private FlowReader() {}

  static Flow read(Fields fields, Set<String> outer) {
    String startAt = fields.requiredText("StartAt");
    JsonNode states =
        fields
            .take("States")
            .filter(node -> node.isObject() && !node.isEmpty())
            .orElseGet(
                () -> {
                  fields.problem("States", "must be an object with at least one state");
                  return JsonNodeFactory.instance.objectNode();
                });
    Set<String> variables = variables(fields, states, outer);
    Map<String, State> read = new LinkedHashMap<>();
    states
        .properties()
        .forEach(
            field -> {
              String path = fields.at("States") + "/" + field.getKey();
              Fields state = new Fields(field.getValue(), path, fields.problems());
              state(field.getKey(), state, variables).ifPresent(s -> read.put(field.getKey(), s));
            });
    Flow flow = new Flow(startAt, read);
    if (read.size() == states.size() && !read.isEmpty()) {
      GraphCheck.check(flow, fields);
    }
    return flow;
  }

  private static Optional<State> state(String name, Fields fields, Set<String> variables) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      fields.problems().add(fields.path(), "a state's name has 1 to 80 characters");
    }
    fields.take("Comment");
    queryLanguage(fields, false);
    String type = fields.requiredText("Type");
    Optional<State> state =
        switch (type) {
          case "Task" -> Optional.of(TaskReader.read(name, fields));
          case "Choice" -> Optional.of(SimpleStateReaders.choice(name, fields));
          case "Map" -> Optional.of(MapReader.read(name, fields, variables));
          case "Wait" -> Optional.of(SimpleStateReaders.waiting(name, fields));
          case "Pass" -> Optional.of(SimpleStateReaders.pass(name, fields));
          case "Succeed" -> Optional.of(SimpleStateReaders.succeed(name, fields));
          case "Fail" -> Optional.of(SimpleStateReaders.fail(name, fields));
          default -> Optional.empty();
        };
    if (state.isPresent()) {
      fields.finish();
    } else if (!type.isEmpty()) {
      fields.problem("Type", type + " is not a supported type of state");
    }
    return state;
  }

  static void queryLanguage(Fields fields, boolean required) {
    Optional<String> language = fields.text("QueryLanguage");
    if (language.isEmpty() ? required : !language.get().equals("JSONata")) {
      fields.problem("QueryLanguage", "must be JSONata");
    }
  }

  /** All variables that this flow and those around it set; an inner flow may not reuse a name. */
  private static Set<String> variables(Fields fields, JsonNode states, Set<String> outer) {
    Set<String> own = new TreeSet<>();
    for (JsonNode state : states) {
      collect(state, own);
      state.path("Choices").forEach(rule -> collect(rule, own));
      state.path("Catch").forEach(rule -> collect(rule, own));
    }
    own.stream()
        .filter(outer::contains)
        .forEach(name -> fields.problem("States", "$" + name + " is set outside of this Map"));
    own.addAll(outer);
    return own;
  }

  private static void collect(JsonNode node, Set<String> names) {
    node.path("Assign").fieldNames().forEachRemaining(names::add);
  }
}
