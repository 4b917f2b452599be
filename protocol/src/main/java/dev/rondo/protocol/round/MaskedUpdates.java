package dev.rondo.protocol.round;

import java.util.Comparator;
import java.util.List;

/**
 * The masked updates of a round whose masks the helper may add up: those of its frozen
 * contributors. The account that aggregates writes it once, and the helper reads it.
 *
 * @param job the job
 * @param round the round
 * @param updates of all contributors, each client once; sorted by client
 * @param terms that all of them were told
 */
public record MaskedUpdates(String job, int round, List<MaskedUpdate> updates, MaskTerms terms) {

  public MaskedUpdates {
    updates = updates.stream().sorted(Comparator.comparing(MaskedUpdate::client)).toList();
  }

  /** The request for the sum of their masks on a range of coordinates. */
  public UnmaskRequest on(MaskRange range) {
    return new UnmaskRequest(job, round, updates, terms, range.from(), range.to());
  }
}
