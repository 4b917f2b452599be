package dev.rondo.cli.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.operations.execution.Execution;
import dev.rondo.operations.execution.StateMachine;
import dev.rondo.protocol.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Executions that run until a test ends them. */
public final class FakeStateMachine implements StateMachine {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final String prefix;
  private final Map<String, Execution> executions = new LinkedHashMap<>();
  private Consumer<String> atStart = execution -> {};

  public FakeStateMachine(String name) {
    this.prefix = "arn:aws:states:eu-west-1:123456789012:execution:" + name + ":";
  }

  @Override
  public String start(String name, JsonNode input) {
    String execution = prefix + name;
    executions.put(execution, Execution.started(execution, input, START));
    atStart.accept(execution);
    return execution;
  }

  /** What happens whenever one is started; it is given the ARN. */
  public void atStart(Consumer<String> happens) {
    this.atStart = happens;
  }

  /** Starts one as somebody else would; returns its ARN. */
  public String started(String name, String input) {
    return start(name, json(input));
  }

  @Override
  public Optional<Execution> describe(String execution) {
    return Optional.ofNullable(executions.get(execution));
  }

  @Override
  public List<String> running() {
    return newest(Integer.MAX_VALUE).stream()
        .filter(execution -> describe(execution).filter(Execution::isRunning).isPresent())
        .toList();
  }

  @Override
  public List<String> newest(int count) {
    List<String> all = new ArrayList<>(executions.keySet());
    Collections.reverse(all);
    return all.subList(0, Math.min(count, all.size()));
  }

  @Override
  public void stop(String execution, String cause) {
    end(execution, Execution.Status.ABORTED, Optional.empty(), Optional.of("Stopped"), cause);
  }

  /** Lets one succeed with this output. */
  public void succeed(String execution, String output) {
    end(execution, Execution.Status.SUCCEEDED, Optional.of(json(output)), Optional.empty(), "");
  }

  /** Lets one fail. */
  public void fail(String execution, String error, String cause) {
    end(execution, Execution.Status.FAILED, Optional.empty(), Optional.of(error), cause);
  }

  /** The only one that was started. */
  public Execution only() {
    if (executions.size() != 1) {
      throw new AssertionError("Not one execution but " + executions.keySet());
    }
    return executions.values().iterator().next();
  }

  private void end(
      String execution,
      Execution.Status status,
      Optional<JsonNode> output,
      Optional<String> error,
      String cause) {
    Execution before = describe(execution).orElseThrow();
    executions.put(
        execution,
        new Execution(
            execution,
            status,
            before.input(),
            output,
            error,
            error.map(name -> cause),
            before.startedAt(),
            Optional.of(START.plusSeconds(1))));
  }

  private static JsonNode json(String text) {
    return Json.parse(text, JsonNode.class, "a test");
  }
}
