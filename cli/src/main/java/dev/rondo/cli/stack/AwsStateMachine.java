package dev.rondo.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cli.console.UserError;
import dev.rondo.operations.execution.Execution;
import dev.rondo.operations.execution.StartOutcome;
import dev.rondo.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A state machine of Step Functions. */
final class AwsStateMachine implements StateMachine {

  private final dev.rondo.operations.execution.StateMachine machine;

  AwsStateMachine(dev.rondo.operations.execution.StateMachine machine) {
    this.machine = machine;
  }

  @Override
  public String start(String name, JsonNode input) {
    if (machine.start(name, input.toString()) instanceof StartOutcome.Started started) {
      return started.execution();
    }
    throw new UserError(
        "Somebody has started an execution %s at the same instant. Try again.".formatted(name));
  }

  @Override
  public Optional<Playing> describe(String execution) {
    return machine.describe(execution).map(AwsStateMachine::playing);
  }

  private static Playing playing(Execution found) {
    Optional<Execution.Details> details = found.details();
    return new Playing(
        found.arn(),
        Playing.Status.valueOf(found.status().name()),
        json(details.map(Execution.Details::input).orElse("{}")),
        details.flatMap(Execution.Details::output).map(AwsStateMachine::json),
        details.flatMap(Execution.Details::error),
        details.flatMap(Execution.Details::cause),
        found.startedAt(),
        found.stoppedAt());
  }

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), JsonNode.class, "an execution");
  }

  @Override
  public List<String> running() {
    return machine.running().stream().map(Execution::arn).toList();
  }

  @Override
  public List<String> newest(int count) {
    return machine.newest(count).stream().map(Execution::arn).toList();
  }

  @Override
  public void stop(String execution, String cause) {
    machine.stop(execution, "Stopped", cause);
  }
}
