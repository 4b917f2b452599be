package dev.rondo.cli.console;

/**
 * An error that the user can fix. The message says what is wrong and how to fix it; no stack trace
 * is printed.
 */
public final class UserError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }
}
