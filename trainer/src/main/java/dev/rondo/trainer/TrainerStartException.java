package dev.rondo.trainer;

/** A trainer does not start, so that no request can be served. */
public final class TrainerStartException extends TrainerException {

  private static final long serialVersionUID = 1L;

  public TrainerStartException(String message) {
    super(message);
  }

  public TrainerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
