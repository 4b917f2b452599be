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
 * @param terms that the contributors were told
 * @param from the first coordinate
 * @param to after the last coordinate
 */
public record UnmaskRequest(
    String job, int round, List<MaskedUpdate> updates, MaskTerms terms, long from, long to) {

  public UnmaskRequest {
    updates = updates.stream().sorted(Comparator.comparing(MaskedUpdate::client)).toList();
    if (!ObjectKeys.isJob(job)) {
      throw new InvalidInputException("A job's id must be " + ObjectKeys.JOB_FORM);
    }
    if (round < 1 || round > ObjectKeys.MAX_ROUND) {
      throw new InvalidInputException(
          "A round must be 1 to %s, but is %s".formatted(ObjectKeys.MAX_ROUND, round));
    }
    if (from < 0 || to <= from || to > terms.coordinates()) {
      throw new InvalidInputException(
          "The range of coordinates must be within 0 to %s and not empty, but is %s to %s"
              .formatted(terms.coordinates(), from, to));
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
    return ObjectKeys.maskSum(job, round, onRange());
  }

  /** The key of the noise buffers after this round on the range, in the helper's bucket. */
  public String noiseBuffers() {
    return ObjectKeys.noiseBuffers(job, round, onRange());
  }

  private String onRange() {
    return contributors().add(Long.toString(from)).add(Long.toString(to)).hex();
  }

  /** The digest of who contributes what, and of the terms: the same for each range. */
  public Digest contributors() {
    Digest digest = new Digest().add(job).add(Integer.toString(round));
    updates.forEach(update -> digest.add(update.client()).add(update.digest()));
    return digest.add(terms.text());
  }
}
