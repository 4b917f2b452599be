package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.statemachine.definition.State;
import dev.rondo.statemachine.query.Template;

/** Numbers that a definition gives, as literals or by expressions. */
final class Numbers {
  private Numbers() {}

  static long whole(Visit visit, Template template, String field, long least) {
    JsonNode value = visit.evaluate(template);
    boolean whole = value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
    if (!whole || value.doubleValue() < least || value.doubleValue() > State.MAX_SECONDS) {
      throw new Failure.Thrown(
          Failure.query(
              field
                  + " must be a whole number from "
                  + least
                  + " to "
                  + State.MAX_SECONDS
                  + ", but is "
                  + value));
    }
    return value.longValue();
  }
}
