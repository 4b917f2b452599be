package dev.rondo.rounds.aggregation;

import dev.rondo.rounds.update.Placement;
import java.util.Optional;

/**
 * A client whose update counts.
 *
 * @param client its id
 * @param etag of the very update that was validated
 * @param weight what the update weighs in the mean
 * @param examples its examples
 * @param trainLoss its mean training loss
 * @param clip what its numbers are multiplied by, so that its norm is within the job's bound;
 *     mostly 1
 * @param placement where its numbers lie in its file; empty where they are in a sum already
 */
public record Contributor(
    String client,
    String etag,
    double weight,
    long examples,
    double trainLoss,
    double clip,
    Optional<Placement> placement) {

  /** The same as a contributor to a sum, of which nobody asks where its numbers lie. */
  public Contributor inSum() {
    return new Contributor(client, etag, weight, examples, trainLoss, clip, Optional.empty());
  }
}
