package dev.rondo.agent.cache;

/** Ends work that was canceled. This is not an error. */
public final class AbandonedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public AbandonedException() {
    super("The work was canceled", null, false, false);
  }
}
