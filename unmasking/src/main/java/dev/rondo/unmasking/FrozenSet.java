package dev.rondo.unmasking;

import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.round.UnmaskRequest;
import java.util.List;
import java.util.Map;

/**
 * The only contributors of a round whose masks are added up. Two sums of two sets would give the
 * update of a single client by their difference, so there is one set for a round, for ever.
 *
 * @param job the job
 * @param round the round
 * @param updates the contributors' masked updates, sorted by client
 * @param terms that all of them were told
 * @param seeds SHA-256 of the files of the sealed seeds by client, so that the same request always
 *     has the same answer
 */
record FrozenSet(
    String job, int round, List<MaskedUpdate> updates, MaskTerms terms, Map<String, String> seeds) {

  FrozenSet {
    updates = List.copyOf(updates);
    seeds = Map.copyOf(seeds);
  }

  static FrozenSet of(UnmaskRequest request, Map<String, String> seeds) {
    return new FrozenSet(request.job(), request.round(), request.updates(), request.terms(), seeds);
  }

  /** The request for the sum of this set on a range of coordinates. */
  UnmaskRequest on(long from, long to) {
    return new UnmaskRequest(job, round, updates, terms, from, to);
  }

  /** Whether the request has the same contributors, masked updates and terms. */
  boolean admits(UnmaskRequest request) {
    return updates.equals(request.updates()) && terms.equals(request.terms());
  }
}
