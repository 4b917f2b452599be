package dev.rondo.unmasking;

import java.util.Locale;

/**
 * Why the helper does not answer a request.
 *
 * @param reason the kind
 * @param message what is wrong and what to do
 */
public record Refusal(Reason reason, String message) {

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
