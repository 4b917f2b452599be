package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** A Lambda function. */
@FunctionalInterface
public interface LambdaFunction {

  /**
   * Does the function's work at once, with all its effects.
   *
   * @param payload the event, not to be changed
   * @return the answer, which becomes the task's Payload
   * @throws FunctionError if the function fails; another exception fails it too, under its class's
   *     name
   */
  JsonNode invoke(JsonNode payload);

  /** How long after the effects of the latest call the execution sees its answer. */
  default Duration duration() {
    return Duration.ZERO;
  }
}
