package dev.rondo.operations.stack;

/**
 * The stack that the user named does not exist or is of another kind. The message says what to do.
 */
public final class StackException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    super(message);
  }
}
