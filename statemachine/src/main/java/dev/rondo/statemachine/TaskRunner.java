package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.statemachine.definition.ErrorNames;
import dev.rondo.statemachine.definition.State;
import dev.rondo.statemachine.definition.TaskResource;
import java.time.Duration;
import java.util.Map;

/** Runs one attempt of a Task state: arguments, time-out, the call, and its outcome. */
final class TaskRunner {
  private final Visit visit;
  private final State.Task state;

  TaskRunner(Visit visit, State.Task state) {
    this.visit = visit;
    this.state = state;
  }

  void run() {
    if (state.resource() == TaskResource.LAMBDA_WITH_TOKEN) {
      visit.token(visit.playback().newToken());
    }
    JsonNode arguments = visit.evaluate(state.arguments());
    PayloadLimit.check(arguments, "the arguments of " + state.name());
    ObjectNode scheduled = Visit.object().put("resource", state.resource().arn());
    scheduled.set("parameters", arguments);
    state
        .timeoutSeconds()
        .map(template -> Numbers.whole(visit, template, "TimeoutSeconds", 1))
        .ifPresent(
            seconds -> {
              scheduled.put("timeoutInSeconds", seconds);
              visit.after(Duration.ofSeconds(seconds), this::timeOut);
            });
    visit.record("TaskScheduled", scheduled);
    visit.record("TaskStarted", Visit.object());
    switch (state.resource()) {
      case LAMBDA -> new LambdaCall(visit, this).invoke(arguments);
      case LAMBDA_WITH_TOKEN -> new LambdaCall(visit, this).invokeAndWait(arguments);
      case START_EXECUTION -> new NestedExecution(visit, this).start(arguments);
      case START_EXECUTION_SYNC -> new NestedExecution(visit, this).startAndWait(arguments);
    }
  }

  void succeed(JsonNode result) {
    PayloadLimit.check(result, "the result of " + state.name());
    visit.record("TaskSucceeded", Visit.object().set("output", result));
    visit.leave(state.exit(), Map.of("result", result), result);
  }

  void fail(Failure failure) {
    visit.record("TaskFailed", failure.details("error", "cause"));
    visit.fail(failure);
  }

  private void timeOut() {
    Failure late = new Failure(ErrorNames.TIMEOUT, "");
    visit.record("TaskTimedOut", late.details("error", "cause"));
    visit.fail(late);
  }
}
