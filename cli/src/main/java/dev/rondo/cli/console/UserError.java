package dev.rondo.cli.console;

/**
 * Something that the user can put right. The message says what and how; there is no stack trace.
 */
public final class UserError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }
}
