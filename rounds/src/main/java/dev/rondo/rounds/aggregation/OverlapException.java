package dev.rondo.rounds.aggregation;

/** A client would count twice in one sum. */
public final class OverlapException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  public OverlapException(String client) {
    super("Client " + client + " is already in this sum");
  }
}
