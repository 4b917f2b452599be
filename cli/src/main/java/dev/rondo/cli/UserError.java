package dev.rondo.cli;

/**
 * Something that the user can put right. The message says what is wrong and what to do; it is shown
 * without a stack trace.
 */
public final class UserError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
