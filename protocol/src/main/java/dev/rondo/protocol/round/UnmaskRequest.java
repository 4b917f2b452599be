package dev.rondo.protocol.round;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.Comparator;
import java.util.List;

/**
 * What the helper is asked for: the sum of the masks of these contributors, on a range of
 * coordinates.
 *
 * @param job the job
 * @param round the round
 * @param updates of all contributors, each client once; sorted by client
 * @param from the first coordinate
 * @param to after the last coordinate
 */
public record UnmaskRequest(String job, int round, List<MaskedUpdate> updates, long from, long to) {

  /** Coordinates of a masked vector, at most. */
  public static final long MAX_COORDINATES = 1L << 34;

  public UnmaskRequest {
    updates = updates.stream().sorted(Comparator.comparing(MaskedUpdate::client)).toList();
    if (!ObjectKeys.isJob(job)) {
      throw new InvalidInputException("A job's id must be " + ObjectKeys.JOB_FORM);
    }
    if (round < 1 || round > ObjectKeys.MAX_ROUND) {
      throw new InvalidInputException(
          "A round must be 1 to %s, but is %s".formatted(ObjectKeys.MAX_ROUND, round));
    }
    if (from < 0 || to <= from || to > MAX_COORDINATES) {
      throw new InvalidInputException(
          "The range of coordinates must be within 0 to %s and not empty, but is %s to %s"
              .formatted(MAX_COORDINATES, from, to));
    }
    for (int i = 1; i < updates.size(); i++) {
      if (updates.get(i).client().equals(updates.get(i - 1).client())) {
        throw new InvalidInputException(
            "A client contributes once, but %s is twice in the request"
                .formatted(updates.get(i).client()));
      }
    }
  }

  /** The key of the answer in the bucket of the job. The same request has the same key. */
  public String answer() {
    Digest digest = new Digest().add(job).add(Integer.toString(round));
    updates.forEach(update -> digest.add(update.client()).add(update.digest()));
    digest.add(Long.toString(from)).add(Long.toString(to));
    return ObjectKeys.maskSum(job, round, digest.hex());
  }
}
