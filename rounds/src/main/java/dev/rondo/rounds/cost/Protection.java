package dev.rondo.rounds.cost;

/**
 * How the updates of a round are protected, as far as it makes requests.
 *
 * @param isPrivate whether the round has differential privacy
 * @param buffers noise buffers, with {@code privacy: blt}
 * @param isMasked whether the round has secure aggregation
 */
public record Protection(boolean isPrivate, int buffers, boolean isMasked) {

  public static final Protection NONE = new Protection(false, 0, false);

  /** {@code privacy: gaussian}. */
  public static final Protection GAUSSIAN = new Protection(true, 0, false);

  /** {@code secure_aggregation: helper}. */
  public static final Protection MASKS = new Protection(false, 0, true);

  public Protection {
    if (buffers < 0 || (buffers > 0 && !isPrivate) || (isPrivate && isMasked)) {
      throw new IllegalArgumentException(
          "A round cannot have %s noise buffers, privacy %s and masks %s"
              .formatted(buffers, isPrivate, isMasked));
    }
  }

  /** {@code privacy: blt}. */
  public static Protection blt(int buffers) {
    return new Protection(true, buffers, false);
  }
}
