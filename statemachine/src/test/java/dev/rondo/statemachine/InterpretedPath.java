package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.statemachine.paths.RondoPath;
import dev.rondo.statemachine.paths.TestDefinitions;
import dev.rondo.statemachine.paths.Trace;
import dev.rondo.statemachine.table.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs a path through one of Rondo's machines in Rondo's interpreter, in virtual time. */
public final class InterpretedPath {
  private static final Duration UNTIL_A_TOKEN_IS_SENT = Duration.ofSeconds(1);

  /** More than on any path: a machine with a rule less may call a function for ever. */
  private static final int MOST_CALLS = 50;

  private final VirtualTime time = new VirtualTime();
  private final StateMachines service = new StateMachines(time, 1);
  private final Map<String, Integer> calls = new TreeMap<>();
  private final RondoPath path;

  private InterpretedPath(RondoPath path) {
    this.path = path;
    path.script().fieldNames().forEachRemaining(this::function);
  }

  /** Runs a path. */
  public static Trace run(RondoPath path) {
    return run(path, TestDefinitions.of(path));
  }

  static Trace run(RondoPath path, ObjectNode machine) {
    return new InterpretedPath(path).trace(machine);
  }

  private void function(String name) {
    ScriptedFunction scripted = new ScriptedFunction(time);
    service.remoteFunction(
        name,
        (payload, reply) -> {
          int call = calls.merge(name, 1, Integer::sum);
          if (call > MOST_CALLS) {
            return; // Without an answer, the execution does not end.
          }
          JsonNode entry = path.entry(name, call - 1);
          scripted.invoke(entry, reply);
          if (entry.has("send")) {
            time.after(
                UNTIL_A_TOKEN_IS_SENT,
                () -> service.sendTaskSuccess(payload.path("token").asText(), entry.get("send")));
          }
        });
  }

  private Trace trace(ObjectNode machine) {
    Map<String, String> names = new HashMap<>(TestDefinitions.FUNCTIONS);
    names.put("RoundStateMachine", "round-of-a-training");
    names.put("TrainingStateMachine", path.machine());
    service.define(
        StateMachine.load("round-of-a-training", TestDefinitions.ROUND_OF_A_TRAINING, Map.of()));
    service.define(StateMachine.load(path.machine(), machine.toString(), names));
    Execution execution = service.start(path.machine(), path.name(), path.input());
    time.runAll();
    List<String> states =
        Bench.statesEntered(execution).stream().filter(machine.required("States")::has).toList();
    return new Trace(states, outcome(execution), calls);
  }

  private static Outcome outcome(Execution execution) {
    return execution
        .output()
        .map(Outcome::succeeded)
        .orElseGet(
            () ->
                Outcome.failed(
                    Outcome.Status.FAILED,
                    execution.error().orElse(""),
                    execution.cause().orElse("")));
  }
}
