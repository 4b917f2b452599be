package dev.rondo.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An error whose name is not in a list is not tried again, and nothing says so before it comes. */
class RetryNamesTest {

  private static final String OF_THE_STORE = "dev.rondo.protocol.store.StoreException";

  @Test
  void everyCallOfAFunctionIsTriedAgainForTheSameErrors() {
    Set<Set<String>> lists = lists(RondoMachines.round(), "lambda:invoke");

    assertThat(lists).hasSize(1);
    assertThat(lists.iterator().next())
        .contains(OF_THE_STORE, "Lambda.TooManyRequestsException", "Lambda.Unknown")
        .contains("Lambda.SnapStartNotReadyException", "Lambda.SnapStartTimeoutException")
        .doesNotContain("States.ALL", "States.Timeout", "States.TaskFailed");
  }

  @Test
  void everyStartOfAnExecutionIsTriedAgainForTheSameErrors() {
    Set<Set<String>> lists = lists(RondoMachines.training(), "states:startExecution");

    assertThat(lists).hasSize(1);
    assertThat(lists.iterator().next())
        .contains("StepFunctions.ExecutionLimitExceeded")
        .doesNotContain("States.ALL", "States.TaskFailed");
  }

  @Test
  void theDecisionNamesEachWithItsSource() throws IOException {
    String page =
        Files.readString(
            Path.of(
                System.getProperty("rondo.home", ".."),
                "docs/adr/0016-names-of-errors-in-retries.md"));
    Set<String> names = new TreeSet<>();
    lists(RondoMachines.round(), "lambda:invoke").forEach(names::addAll);
    lists(RondoMachines.training(), "states:startExecution").forEach(names::addAll);
    names.remove(OF_THE_STORE);

    assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }

  private static JsonNode states(String machine) {
    try {
      return new ObjectMapper().readTree(machine).get("States");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(machine, e);
    }
  }

  /** The names of each state's retries, all its rules together. */
  private static Set<Set<String>> lists(String machine, String resource) {
    return lists(states(machine), resource);
  }

  private static Set<Set<String>> lists(JsonNode states, String resource) {
    Set<Set<String>> lists = new HashSet<>();
    for (JsonNode state : states) {
      lists.addAll(lists(state.path("ItemProcessor").path("States"), resource));
      if (state.path("Resource").asText().contains(resource)) {
        Set<String> names = new TreeSet<>();
        for (JsonNode rule : state.path("Retry")) {
          rule.path("ErrorEquals").forEach(name -> names.add(name.asText()));
        }
        lists.add(names);
      }
    }
    return lists;
  }
}
