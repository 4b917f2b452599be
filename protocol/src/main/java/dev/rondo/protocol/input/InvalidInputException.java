package dev.rondo.protocol.input;

/**
 * Input of a user that cannot be used: a value, a file or a stored document. The message says what
 * is wrong and how to fix it. Commands print it alone; any other {@link IllegalArgumentException}
 * is a defect.
 */
public final class InvalidInputException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public InvalidInputException(String message) {
    super(message);
  }

  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
