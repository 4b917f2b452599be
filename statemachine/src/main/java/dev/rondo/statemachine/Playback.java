package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.statemachine.Execution.Status;
import dev.rondo.statemachine.definition.ErrorNames;
import dev.rondo.statemachine.query.Uuids;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A running execution: its outermost branch, its end, its history, its random numbers. */
final class Playback implements Branch.Listener {
  private final StateMachines services;
  private final Execution execution;
  private final Branch root;
  private final Attempt whole;
  private final RandomGenerator queryRandom;
  private final RandomGenerator retryRandom;
  private final RandomGenerator tokenRandom;

  Playback(StateMachines services, Execution execution, Chance chance) {
    this.services = services;
    this.execution = execution;
    this.queryRandom = chance.of(execution.arn(), "query");
    this.retryRandom = chance.of(execution.arn(), "retry");
    this.tokenRandom = chance.of(execution.arn(), "token");
    this.whole = new Attempt(services.timers());
    this.root =
        new Branch(
            this, execution.stateMachine().definition().flow(), Map.of(), Optional.empty(), this);
  }

  void start() {
    record("ExecutionStarted", Optional.empty(), object().set("input", execution.input()));
    execution
        .stateMachine()
        .definition()
        .timeoutSeconds()
        .ifPresent(seconds -> whole.after(Duration.ofSeconds(seconds), this::timeOut));
    root.start(execution.input());
  }

  Execution execution() {
    return execution;
  }

  StateMachines services() {
    return services;
  }

  Timers timers() {
    return services.timers();
  }

  RandomGenerator queryRandom() {
    return queryRandom;
  }

  RandomGenerator retryRandom() {
    return retryRandom;
  }

  String newToken() {
    return Uuids.draw(tokenRandom);
  }

  void record(String type, Optional<String> state, JsonNode details) {
    if (execution.status() != Status.RUNNING) {
      return;
    }
    if (execution.history().full()) {
      Failure tooLong =
          new Failure(
              ErrorNames.RUNTIME,
              "The execution reached the maximum number of history events ("
                  + History.MAX_EVENTS
                  + ").");
      end(Status.FAILED, Optional.empty(), Optional.of(tooLong), "ExecutionFailed");
      return;
    }
    execution.history().add(timers().now(), type, state, details);
  }

  @Override
  public void succeeded(JsonNode output) {
    end(Status.SUCCEEDED, Optional.of(output), Optional.empty(), "ExecutionSucceeded");
  }

  @Override
  public void failed(Failure failure) {
    end(Status.FAILED, Optional.empty(), Optional.of(failure), "ExecutionFailed");
  }

  void abort(Failure failure) {
    end(Status.ABORTED, Optional.empty(), Optional.of(failure), "ExecutionAborted");
  }

  private void timeOut() {
    Failure late = new Failure(ErrorNames.TIMEOUT, "The execution took too long.");
    end(Status.TIMED_OUT, Optional.empty(), Optional.of(late), "ExecutionTimedOut");
  }

  private void end(
      Status status, Optional<JsonNode> output, Optional<Failure> failure, String event) {
    if (execution.status() != Status.RUNNING) {
      return;
    }
    ObjectNode details = failure.map(f -> f.details("error", "cause")).orElseGet(this::object);
    output.ifPresent(value -> details.set("output", value));
    execution.history().add(timers().now(), event, Optional.empty(), details);
    whole.close();
    root.stop();
    execution.end(status, output, failure, timers().now());
  }

  private ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
