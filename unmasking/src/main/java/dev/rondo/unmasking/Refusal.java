package dev.rondo.unmasking;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why the helper does not answer a request.
 *
 * @param reason the kind
 * @param message what is wrong and what to do
 */
public record Refusal(Reason reason, String message) {

  /** How many clients a message names. */
  private static final int NAMED = 20;

  /** One refusal of a request that has these faults, so that all can be mended at once. */
  static Optional<Refusal> of(List<Refusal> faults) {
    String messages =
        faults.stream().limit(NAMED).map(Refusal::message).collect(Collectors.joining(" "));
    return faults.stream()
        .findFirst()
        .map(
            first ->
                new Refusal(
                    first.reason(),
                    faults.size() <= NAMED
                        ? messages
                        : messages
                            + " %s more contributors have no valid seed."
                                .formatted(faults.size() - NAMED)));
  }

  /** What is wrong with a request. */
  public enum Reason {
    /** It has fewer contributors than the helper's minimum. */
    TOO_FEW,
    /** A client is not in the helper's list. */
    UNKNOWN_CLIENT,
    /** A contributor has no sealed seed. */
    NO_SEED,
    /** A sealed seed is not signed by its client, or was not sealed for this helper. */
    INVALID_SEED,
    /** The noise is no mechanism, or the helper lacks the buffers of the release before. */
    NO_NOISE,
    /** The helper has added up the masks of other contributors in this round. */
    OTHER_CONTRIBUTORS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
