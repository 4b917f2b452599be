package dev.rondo.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.statemachine.query.Expression;
import dev.rondo.statemachine.query.Template;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rondo's machines use only what three interpreters of the language do in the same way, with the
 * exceptions of docs/adr/0028. The table of statemachine/src/test/asl has the differences.
 */
class CommonLanguageTest {
  private final Map<String, JsonNode> states = new TreeMap<>();

  @BeforeEach
  void read() throws IOException {
    for (String machine : List.of(RondoMachines.round(), RondoMachines.training())) {
      JsonNode read = new ObjectMapper().readTree(machine);
      assertThat(read.has("TimeoutSeconds")).as("MiniStack has no timeout of a machine").isFalse();
      collect(read);
    }
  }

  private void collect(JsonNode flow) {
    for (Map.Entry<String, JsonNode> state : flow.required("States").properties()) {
      states.put(state.getKey(), state.getValue());
      if (state.getValue().has("ItemProcessor")) {
        collect(state.getValue().get("ItemProcessor"));
      }
    }
  }

  private Stream<Map.Entry<String, JsonNode>> of(String type) {
    return states.entrySet().stream()
        .filter(state -> state.getValue().path("Type").asText().equals(type));
  }

  /** The state, its rules and its catchers: whatever has Output and Assign. */
  private static List<JsonNode> exits(JsonNode state) {
    List<JsonNode> exits = new ArrayList<>(List.of(state));
    state.path("Choices").forEach(exits::add);
    state.path("Catch").forEach(exits::add);
    return exits;
  }

  private static Set<String> namesIn(JsonNode value) {
    Set<String> names = new HashSet<>();
    for (Expression expression : Template.compile(value, "", (path, text) -> {}).expressions()) {
      names.addAll(expression.names());
    }
    return names;
  }

  @Test
  void noStateIsAParallelOrASucceed() {
    assertThat(of("Parallel")).isEmpty();
    assertThat(of("Succeed")).isEmpty();
  }

  @Test
  void onlyRulesOfAChoiceHaveOutputAndAssign() {
    assertThat(of("Choice")).noneMatch(state -> state.getValue().has("Output"));
    assertThat(of("Choice")).noneMatch(state -> state.getValue().has("Assign"));
  }

  @Test
  void everyFailureHasAnErrorAndACause() {
    assertThat(of("Fail"))
        .hasSizeGreaterThan(3)
        .allMatch(state -> state.getValue().has("Error") && state.getValue().has("Cause"));
  }

  @Test
  void noOutputReadsWhatIsAssignedBesideIt() {
    for (JsonNode state : states.values()) {
      for (JsonNode exit : exits(state)) {
        Set<String> read = namesIn(exit.path("Output"));
        exit.path("Assign").fieldNames().forEachRemaining(read::remove);
        assertThat(read).as("%s", exit).isEqualTo(namesIn(exit.path("Output")));
      }
    }
  }

  @Test
  void noAssignReadsWhatIsAssignedBeforeIt() {
    for (JsonNode state : states.values()) {
      for (JsonNode exit : exits(state)) {
        Set<String> before = new TreeSet<>();
        for (Map.Entry<String, JsonNode> variable : exit.path("Assign").properties()) {
          assertThat(Collections.disjoint(namesIn(variable.getValue()), before))
              .as("%s", exit)
              .isTrue();
          before.add(variable.getKey());
        }
      }
    }
  }

  @Test
  void noExpressionUsesAFunctionThatDiffers() {
    for (JsonNode state : states.values()) {
      assertThat(namesIn(state)).doesNotContain("hash", "random", "partition", "range", "eval");
    }
  }

  @Test
  void onlyTheWaitForTheQuorumHasATimeoutByAnExpressionOrATaskToken() {
    assertThat(states.entrySet())
        .filteredOn(
            state ->
                state.getValue().path("TimeoutSeconds").isTextual()
                    || state.getValue().path("Resource").asText().endsWith(".waitForTaskToken"))
        .extracting(Map.Entry::getKey)
        .containsExactly("AwaitQuorum");
  }

  @Test
  void mapsNameTheirItemsAndAssignNothingInside() {
    assertThat(of("Map"))
        .hasSize(2)
        .allSatisfy(
            state -> {
              assertThat(state.getValue().path("Items").isTextual()).isTrue();
              assertThat(state.getValue().path("ItemSelector").isObject()).isTrue();
              assertThat(state.getValue().path("MaxConcurrency").isInt()).isTrue();
              assertThat(state.getValue().path("ItemProcessor").findValues("Assign")).isEmpty();
            });
  }

  @Test
  void noCatchIsForAnOutputThatFails() {
    assertThat(states.values())
        .filteredOn(state -> state.has("Catch"))
        .hasSize(3)
        .allMatch(state -> namesIn(state.path("Output")).isEmpty());
  }

  @Test
  void noRuleNamesAnErrorThatDiffers() {
    Set<String> names = new TreeSet<>();
    for (JsonNode state : states.values()) {
      for (JsonNode list : state.findValues("ErrorEquals")) {
        list.forEach(name -> names.add(name.asText()));
      }
    }

    assertThat(names)
        .filteredOn(name -> name.startsWith("States."))
        .containsExactly("States.ALL", "States.Timeout");
  }
}
