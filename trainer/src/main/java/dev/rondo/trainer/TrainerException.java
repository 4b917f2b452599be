package dev.rondo.trainer;

/**
 * A trainer did not do what a request asked for, so that the request's client contributes nothing.
 * The message gives the cause, and after it the last lines of the trainer's log.
 */
public class TrainerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TrainerException(String message) {
    super(message);
  }

  public TrainerException(String message, Throwable cause) {
    super(message, cause);
  }
}
