package dev.rondo.trainer;

/** The result of a request was not needed any more. */
public final class CancelledException extends TrainerException {

  private static final long serialVersionUID = 1L;

  public CancelledException() {
    super("The request was cancelled");
  }
}
