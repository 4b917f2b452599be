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
    if (buffers < 0 || (buffers > 0 && !isPrivate)) {
      throw new IllegalArgumentException(
          "A round with privacy %s cannot have %s noise buffers".formatted(isPrivate, buffers));
    }
  }

  /** {@code privacy: blt}, or {@code gaussian} if there are no buffers. */
  public static Protection blt(int buffers) {
    return new Protection(true, buffers, false);
  }

  /** The same with {@code secure_aggregation: helper}: then the helper adds the noise. */
  public Protection withMasks() {
    return new Protection(isPrivate, buffers, true);
  }

  /** Whether the functions of the job draw noise. */
  public boolean drawsNoise() {
    return isPrivate && !isMasked;
  }

  /** Noise buffers beside the job's versions. */
  public int ownBuffers() {
    return isMasked ? 0 : buffers;
  }

  /** Noise buffers that the helper keeps. */
  public int helperBuffers() {
    return isMasked ? buffers : 0;
  }
}
