package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;

/** Calls a Lambda function, and may then wait for its task token. */
final class LambdaCall {
  private static final int STACK_DEPTH = 20;

  private final Visit visit;
  private final TaskRunner task;

  LambdaCall(Visit visit, TaskRunner task) {
    this.visit = visit;
    this.task = task;
  }

  /** What a call brought, and when the execution sees it. */
  private record Answer(JsonNode payload, Optional<Failure> failure, Duration duration) {}

  void invoke(JsonNode arguments) {
    Answer answer = call(arguments);
    visit.after(
        answer.duration(),
        () -> {
          if (answer.failure().isPresent()) {
            task.fail(answer.failure().get());
          } else {
            ObjectNode result = Visit.object().put("StatusCode", 200);
            result.set("Payload", answer.payload());
            task.succeed(result.put("ExecutedVersion", "$LATEST"));
          }
        });
  }

  /** The token is valid before the function is called: it may well send it itself. */
  void invokeAndWait(JsonNode arguments) {
    String token = visit.token();
    Tokens tokens = visit.playback().services().tokens();
    tokens.add(
        token,
        new Tokens.Waiting() {
          @Override
          public void succeed(JsonNode output) {
            visit.settle(() -> task.succeed(output));
          }

          @Override
          public void fail(Failure failure) {
            visit.settle(() -> task.fail(failure));
          }
        });
    Attempt attempt = visit.attempt();
    attempt.onClose(() -> tokens.forget(token));
    Answer answer = call(arguments);
    attempt.after(
        answer.duration(),
        () ->
            visit.guard(
                () ->
                    answer
                        .failure()
                        .ifPresentOrElse(
                            task::fail, () -> visit.record("TaskSubmitted", Visit.object()))));
  }

  private Answer call(JsonNode arguments) {
    String name = Arns.nameOf(arguments.path("FunctionName").asText());
    Optional<LambdaFunction> found = visit.playback().services().function(name);
    if (found.isEmpty()) {
      Failure missing =
          new Failure("Lambda.ResourceNotFoundException", "Function not found: " + name);
      return new Answer(Visit.object(), Optional.of(missing), Duration.ZERO);
    }
    LambdaFunction function = found.get();
    JsonNode payload = arguments.has("Payload") ? arguments.get("Payload") : Visit.object();
    try {
      return new Answer(function.invoke(payload), Optional.empty(), function.duration());
    } catch (FunctionError e) {
      Failure failure = new Failure(e.errorType(), describe(e.text(), e.errorType()).toString());
      return new Answer(Visit.object(), Optional.of(failure), function.duration());
    } catch (RuntimeException e) {
      return new Answer(Visit.object(), Optional.of(defect(e)), function.duration());
    }
  }

  private static ObjectNode describe(String message, String type) {
    return Visit.object().put("errorMessage", message).put("errorType", type);
  }

  /** As Lambda's Java runtime reports an exception that nobody caught. */
  private static Failure defect(RuntimeException e) {
    String type = e.getClass().getName();
    ObjectNode cause = describe(String.valueOf(e.getMessage()), type);
    ArrayNode stack = cause.putArray("stackTrace");
    StackTraceElement[] frames = e.getStackTrace();
    for (int i = 0; i < Math.min(STACK_DEPTH, frames.length); i++) {
      stack.add(frames[i].toString());
    }
    return new Failure(type, cause.toString());
  }
}
