package dev.rondo.statemachine;

import java.util.Objects;

/** A Lambda function's failure, under the name that Retry and Catch see. */
public final class FunctionError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String errorType;
  private final String text;

  public FunctionError(String errorType, String message) {
    super(errorType + ": " + message);
    this.errorType = Objects.requireNonNull(errorType);
    this.text = Objects.requireNonNull(message);
  }

  public String errorType() {
    return errorType;
  }

  /** The message without the type. */
  public String text() {
    return text;
  }
}
