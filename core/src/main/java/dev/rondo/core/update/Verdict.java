package dev.rondo.core.update;

/** What validation found. */
public sealed interface Verdict permits Verdict.Valid, Rejection {

  /**
   * A valid update.
   *
   * @param update its metadata
   * @param norm its L2 norm
   */
  record Valid(ClientUpdate update, double norm) implements Verdict {}
}
