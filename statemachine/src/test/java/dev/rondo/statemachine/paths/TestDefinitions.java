package dev.rondo.statemachine.paths;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.statemachine.RondoMachines;
import java.util.List;
import java.util.Map;

/**
 * Rondo's machines as tests run them. No state, rule, retrier or catcher differs from the deployed
 * files. What does differ:
 *
 * <ul>
 *   <li>a training continues as a new execution after as many rounds as the path says;
 *   <li>on the emulators, retriers wait for one second, and so do Wait states;
 *   <li>on MiniStack, the timeout of AwaitQuorum is the path's number of seconds, because it takes
 *       no expression there;
 *   <li>in a path that is not nested, a training calls a function in the place of executions.
 * </ul>
 */
public final class TestDefinitions {

  /** The functions of a round by their placeholders. */
  public static final Map<String, String> FUNCTIONS =
      Map.of(
          "OpenRoundFunction", "open",
          "AwaitQuorumFunction", "await",
          "AggregateFunction", "aggregate",
          "FoldPartFunction", "fold",
          "EvaluateFunction", "evaluate",
          "CloseRoundFunction", "close");

  /** In the place of a round: it calls the function run and ends as its answer says. */
  public static final String ROUND_OF_A_TRAINING =
      """
      {"QueryLanguage": "JSONata", "StartAt": "Run", "States": {
        "Run": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
          "Arguments": {"FunctionName": "run", "Payload": "{% $states.input %}"},
          "Output": "{% $states.result.Payload %}", "Next": "Ended"},
        "Ended": {"Type": "Choice", "Choices": [
          {"Condition": "{% $states.input.status = 'abandoned' %}", "Next": "Abandoned"},
          {"Condition": "{% $states.input.status = 'elsewhere' %}", "Next": "Elsewhere"}],
          "Default": "Committed"},
        "Committed": {"Type": "Pass", "End": true},
        "Abandoned": {"Type": "Fail", "Error": "RoundAbandoned", "Cause": "too few"},
        "Elsewhere": {"Type": "Fail", "Error": "RoundRunsElsewhere", "Cause": "by hand"}}}
      """;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TestDefinitions() {}

  /** The machine of a path, with its times as they are deployed. */
  public static ObjectNode of(RondoPath path) {
    String text = path.machine().equals("round") ? RondoMachines.round() : RondoMachines.training();
    ObjectNode machine = read(text.replace(">= 500 %}", ">= " + path.continueAfter() + " %}"));
    if (!path.nested()) {
      machine.required("States").forEach(TestDefinitions::callRun);
    }
    return machine;
  }

  private static ObjectNode read(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static void callRun(JsonNode state) {
    if (state.path("Resource").asText().contains(":states:startExecution")) {
      JsonNode payload = state.required("Arguments").required("Input");
      ((ObjectNode) state).put("Resource", "arn:aws:states:::lambda:invoke");
      ((ObjectNode) state)
          .putObject("Arguments")
          .put("FunctionName", "run")
          .set("Payload", payload);
      ((ObjectNode) state.required("Output")).remove("continued_as");
    }
  }

  /** Shortens what an emulator would wait for in real time. */
  public static void shorten(ObjectNode machine) {
    for (JsonNode retry : machine.findValues("Retry")) {
      for (JsonNode rule : retry) {
        ((ObjectNode) rule)
            .put("IntervalSeconds", 1)
            .put("BackoffRate", 1)
            .remove(List.of("MaxDelaySeconds", "JitterStrategy"));
      }
    }
    for (JsonNode state : machine.required("States")) {
      if (state.path("Type").asText().equals("Wait")) {
        ((ObjectNode) state).put("Seconds", 1);
      }
    }
  }

  /** Puts a number in the place of the deadline's expression. */
  public static void fixDeadline(ObjectNode machine, RondoPath path) {
    JsonNode state = machine.required("States").path("AwaitQuorum");
    if (state.isObject()) {
      ((ObjectNode) state).put("TimeoutSeconds", path.deadlineSeconds());
    }
  }
}
