package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

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
    call(
        arguments,
        answer -> {
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
    call(
        arguments,
        answer ->
            answer
                .failure()
                .ifPresentOrElse(task::fail, () -> visit.record("TaskSubmitted", Visit.object())));
  }

  /** Calls the function; what comes of it is for this attempt, if that is not over by then. */
  private void call(JsonNode arguments, Consumer<Answer> then) {
    Attempt attempt = visit.attempt();
    Consumer<Answer> answered =
        answer -> attempt.after(answer.duration(), () -> visit.guard(() -> then.accept(answer)));
    String name = Arns.nameOf(arguments.path("FunctionName").asText());
    JsonNode payload = arguments.has("Payload") ? arguments.get("Payload") : Visit.object();
    StateMachines services = visit.playback().services();
    Optional<RemoteFunction> remote = services.remoteFunction(name);
    if (remote.isPresent()) {
      remote.get().invoke(payload, new Answering(answered));
    } else {
      answered.accept(services.function(name).map(f -> call(f, payload)).orElse(missing(name)));
    }
  }

  /** Passes the first answer on. */
  private static final class Answering implements RemoteFunction.Reply {
    private final Consumer<Answer> answered;
    private boolean done;

    Answering(Consumer<Answer> answered) {
      this.answered = answered;
    }

    @Override
    public void succeed(JsonNode answer) {
      pass(new Answer(answer, Optional.empty(), Duration.ZERO));
    }

    @Override
    public void fail(String errorType, String message) {
      pass(failed(errorType, message, Duration.ZERO));
    }

    private void pass(Answer answer) {
      if (!done) {
        done = true;
        answered.accept(answer);
      }
    }
  }

  private static Answer missing(String name) {
    Failure missing =
        new Failure("Lambda.ResourceNotFoundException", "Function not found: " + name);
    return new Answer(Visit.object(), Optional.of(missing), Duration.ZERO);
  }

  private static Answer failed(String errorType, String message, Duration duration) {
    Failure failure = new Failure(errorType, describe(message, errorType).toString());
    return new Answer(Visit.object(), Optional.of(failure), duration);
  }

  private static Answer call(LambdaFunction function, JsonNode payload) {
    try {
      return new Answer(function.invoke(payload), Optional.empty(), function.duration());
    } catch (FunctionError e) {
      return failed(e.errorType(), e.text(), function.duration());
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
