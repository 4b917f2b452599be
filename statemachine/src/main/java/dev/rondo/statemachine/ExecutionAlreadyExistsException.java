package dev.rondo.statemachine;

/** The state machine has, or had, an execution of this name. */
public final class ExecutionAlreadyExistsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ExecutionAlreadyExistsException(String arn) {
    super("execution already exists: " + arn);
  }
}
