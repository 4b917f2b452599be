package dev.rondo.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.statemachine.paths.RondoPath;
import dev.rondo.statemachine.paths.TestDefinitions;
import dev.rondo.statemachine.paths.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The paths of the emulators' test are all paths through Rondo's machines. */
class EveryPathTest {

  private static List<RondoPath> paths(String machine) {
    return RondoPath.all().stream().filter(path -> path.machine().equals(machine)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"round", "training"})
  void everyStateIsEntered(String machine) {
    Set<String> entered = new HashSet<>();
    for (RondoPath path : paths(machine)) {
      entered.addAll(InterpretedPath.run(path).states());
    }

    assertThat(entered)
        .containsExactlyInAnyOrderElementsOf(
            () -> TestDefinitions.of(paths(machine).get(0)).required("States").fieldNames());
  }

  /** A rule that could be removed without a difference is not on any path. */
  @ParameterizedTest
  @ValueSource(strings = {"round", "training"})
  void everyRuleRetrierAndCatcherIsOnAPath(String machine) {
    List<Trace> traces = paths(machine).stream().map(InterpretedPath::run).toList();
    List<String> unused = new ArrayList<>();
    int rules = disabled(TestDefinitions.of(paths(machine).get(0)), -1).size();
    for (int rule = 0; rule < rules; rule++) {
      List<Trace> without = new ArrayList<>();
      String name = "";
      for (RondoPath path : paths(machine)) {
        ObjectNode definition = TestDefinitions.of(path);
        name = disabled(definition, rule).get(rule);
        without.add(InterpretedPath.run(path, definition));
      }
      if (without.equals(traces)) {
        unused.add(name);
      }
    }

    assertThat(rules).isGreaterThanOrEqualTo(10);
    assertThat(unused).isEmpty();
  }

  /** Disables one rule of a machine, and lists them all. */
  private static List<String> disabled(JsonNode flow, int which) {
    List<String> rules = new ArrayList<>();
    flow.required("States")
        .properties()
        .forEach(
            state -> {
              for (String kind : List.of("Choices", "Retry", "Catch")) {
                for (JsonNode rule : state.getValue().path(kind)) {
                  if (rules.size() == which) {
                    disable((ObjectNode) rule, kind);
                  }
                  rules.add(state.getKey() + " " + kind + " " + rule);
                }
              }
              JsonNode processor = state.getValue().path("ItemProcessor");
              if (processor.isObject()) {
                rules.addAll(disabled(processor, which - rules.size()));
              }
            });
    return rules;
  }

  private static void disable(ObjectNode rule, String kind) {
    switch (kind) {
      case "Choices" -> rule.put("Condition", false);
      case "Retry" -> rule.put("MaxAttempts", 0);
      default -> rule.putArray("ErrorEquals").add("Nobody");
    }
  }
}
