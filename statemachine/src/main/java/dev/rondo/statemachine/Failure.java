package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.statemachine.definition.ErrorNames;

/** An error's name and cause; either may be empty text. */
record Failure(String error, String cause) {
  /** Step Functions' bound of a cause, in characters. */
  private static final int LONGEST_CAUSE = 32_768;

  Failure {
    cause = cause.length() > LONGEST_CAUSE ? cause.substring(0, LONGEST_CAUSE) : cause;
  }

  static Failure query(String cause) {
    return new Failure(ErrorNames.QUERY_EVALUATION_ERROR, cause);
  }

  /** What a catcher sees as {@code $states.errorOutput}. */
  JsonNode errorOutput() {
    return details("Error", "Cause");
  }

  ObjectNode details(String errorField, String causeField) {
    return JsonNodeFactory.instance.objectNode().put(errorField, error).put(causeField, cause);
  }

  /** Carries a failure out of an evaluation to the state that deals with it. */
  static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    Thrown(Failure failure) {
      super(failure.error(), null, false, false);
      this.failure = failure;
    }

    Failure failure() {
      return failure;
    }
  }
}
