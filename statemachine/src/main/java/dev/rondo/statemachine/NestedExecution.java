package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.statemachine.definition.ErrorNames;
import java.time.Duration;
import java.util.Optional;

/** Starts another execution, and may then wait for its end. */
final class NestedExecution {
  private final Visit visit;
  private final TaskRunner task;

  NestedExecution(Visit visit, TaskRunner task) {
    this.visit = visit;
    this.task = task;
  }

  void start(JsonNode arguments) {
    begin(arguments)
        .ifPresent(
            nested -> {
              ObjectNode result =
                  Visit.object()
                      .put("ExecutionArn", nested.arn())
                      .put("StartDate", nested.startTime().toEpochMilli());
              visit.after(Duration.ZERO, () -> task.succeed(result));
            });
  }

  void startAndWait(JsonNode arguments) {
    begin(arguments).ifPresent(this::await);
  }

  private void await(Execution nested) {
    visit.record("TaskSubmitted", Visit.object().put("ExecutionArn", nested.arn()));
    Attempt attempt = visit.attempt();
    // A nested execution does not outlive the task that waits for it.
    attempt.onClose(
        () -> visit.playback().services().stop(nested.arn(), "", "The task waiting has stopped."));
    nested.onEnd(ended -> attempt.after(Duration.ZERO, () -> visit.guard(() -> finish(ended))));
  }

  private void finish(Execution ended) {
    if (ended.status() == Execution.Status.SUCCEEDED) {
      task.succeed(describe(ended));
    } else {
      task.fail(new Failure(ErrorNames.TASK_FAILED, describe(ended).toString()));
    }
  }

  private Optional<Execution> begin(JsonNode arguments) {
    StateMachines services = visit.playback().services();
    String machine = Arns.nameOf(arguments.path("StateMachineArn").asText());
    if (services.stateMachine(machine).isEmpty()) {
      String error = "StepFunctions.StateMachineDoesNotExistException";
      later(new Failure(error, "State machine does not exist: " + machine));
      return Optional.empty();
    }
    JsonNode name = arguments.path("Name");
    JsonNode input = arguments.has("Input") ? arguments.get("Input") : Visit.object();
    try {
      return Optional.of(
          services.start(
              machine, name.isTextual() ? name.textValue() : visit.playback().newToken(), input));
    } catch (ExecutionAlreadyExistsException e) {
      later(
          new Failure(
              "StepFunctions.ExecutionAlreadyExistsException", String.valueOf(e.getMessage())));
    } catch (IllegalArgumentException e) {
      later(new Failure("StepFunctions.InvalidNameException", String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  private void later(Failure failure) {
    visit.after(Duration.ZERO, () -> task.fail(failure));
  }

  /** As DescribeExecution tells it, with input and output as JSON rather than text. */
  private static ObjectNode describe(Execution execution) {
    ObjectNode all =
        Visit.object()
            .put("ExecutionArn", execution.arn())
            .put("StateMachineArn", execution.stateMachine().arn())
            .put("Name", execution.name())
            .put("Status", execution.status().name())
            .put("StartDate", execution.startTime().toEpochMilli());
    execution.stopTime().ifPresent(time -> all.put("StopDate", time.toEpochMilli()));
    all.set("Input", execution.input());
    execution.output().ifPresent(output -> all.set("Output", output));
    execution.error().ifPresent(error -> all.put("Error", error));
    execution.cause().ifPresent(cause -> all.put("Cause", cause));
    return all;
  }
}
