package dev.rondo.rounds.aggregation;

/** A client would have counted twice. */
public final class OverlapException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  public OverlapException(String client) {
    super("Client " + client + " is in this sum already");
  }
}
