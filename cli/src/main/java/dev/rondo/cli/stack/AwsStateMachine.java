package dev.rondo.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.account.StateMachineExecutions;
import dev.rondo.aws.account.StateMachineExecutions.Described;
import dev.rondo.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A state machine of Step Functions. */
final class AwsStateMachine implements StateMachine {

  private final StateMachineExecutions executions;

  AwsStateMachine(StateMachineExecutions executions) {
    this.executions = executions;
  }

  @Override
  public String start(String name, JsonNode input) {
    return executions.start(name, input.toString());
  }

  @Override
  public Optional<Playing> describe(String execution) {
    return executions.describe(execution).map(AwsStateMachine::playing);
  }

  private static Playing playing(Described found) {
    return new Playing(
        found.arn(),
        Playing.Status.valueOf(found.status()),
        json(found.input()),
        found.output().map(AwsStateMachine::json),
        found.error(),
        found.cause(),
        found.startedAt(),
        found.endedAt());
  }

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), JsonNode.class, "an execution");
  }

  @Override
  public List<String> running() {
    return executions.running();
  }

  @Override
  public List<String> newest(int count) {
    return executions.newest(count);
  }

  @Override
  public void stop(String execution, String cause) {
    executions.stop(execution, cause);
  }
}
