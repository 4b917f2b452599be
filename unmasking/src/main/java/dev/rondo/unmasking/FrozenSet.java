package dev.rondo.unmasking;

import dev.rondo.protocol.round.HelperNoise;
import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.round.UnmaskRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The only contributors of a round whose masks are added up. Two sums of two sets would give the
 * update of a single client by their difference, so there is one set for a round, for ever.
 *
 * @param job the job
 * @param round the round
 * @param updates the contributors' masked updates, sorted by client
 * @param noise that is added to each sum of them
 * @param seeds SHA-256 of the files of the sealed seeds by client, so that the same request always
 *     has the same answer
 */
record FrozenSet(
    String job,
    int round,
    List<MaskedUpdate> updates,
    Optional<HelperNoise> noise,
    Map<String, String> seeds) {

  FrozenSet {
    updates = List.copyOf(updates);
    seeds = Map.copyOf(seeds);
  }

  static FrozenSet of(UnmaskRequest request, Map<String, String> seeds) {
    return new FrozenSet(request.job(), request.round(), request.updates(), request.noise(), seeds);
  }

  /** The request for the sum of this set on a range of coordinates. */
  UnmaskRequest on(long from, long to) {
    return new UnmaskRequest(job, round, updates, noise, from, to);
  }

  /** Whether the request has the same contributors, masked updates and noise. */
  boolean admits(UnmaskRequest request) {
    return updates.equals(request.updates()) && noise.equals(request.noise());
  }
}
