package dev.rondo.statemachine.query;

/** A JSONata expression failed, or its result cannot be used: States.QueryEvaluationError. */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public QueryException(String message) {
    super(message);
  }

  public QueryException(String message, Throwable cause) {
    super(message, cause);
  }
}
