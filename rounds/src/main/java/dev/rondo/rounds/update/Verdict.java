package dev.rondo.rounds.update;

import dev.rondo.protocol.round.ClientUpdate;

/** The result of validating an update. */
public sealed interface Verdict permits Verdict.Valid, Rejection {

  /**
   * A valid update.
   *
   * @param update its metadata
   * @param norm its L2 norm where the plan bounds or clips norms, else 0: it takes time
   * @param placement where its numbers lie in the file
   */
  record Valid(ClientUpdate update, double norm, Placement placement) implements Verdict {}
}
