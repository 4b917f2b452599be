package dev.rondo.protocol.round;

import dev.rondo.protocol.input.InvalidInputException;

/**
 * One buffer of a buffered linear Toeplitz (BLT) mechanism. The noise of a release is correlated
 * with that of earlier ones through c_i = sum_j weight_j decay_j^(i-1) (Dvijotham, McMahan,
 * Pillutla, Steinke, Thakurta 2024, "Efficient and Near-Optimal Noise Generation for Streaming
 * Differential Privacy").
 *
 * @param decay theta, the factor by which the buffer shrinks from one release to the next; above 0
 *     and below 1
 * @param weight omega, the weight of the buffer in the noise; above 0 and at most 1
 */
public record NoiseBuffer(double decay, double weight) {

  /** Buffers of a mechanism, at most. */
  public static final int MOST = 4;

  public NoiseBuffer {
    if (!(decay > 0 && decay < 1 && weight > 0 && weight <= 1)) {
      throw new InvalidInputException(
          "A noise buffer must have a decay above 0 and below 1 and a weight above 0 and at most 1,"
              + " but has "
              + decay
              + " and "
              + weight);
    }
  }

  /**
   * Reads {@code DECAY/WEIGHT}.
   *
   * @throws InvalidInputException if it is not valid
   */
  public static NoiseBuffer parse(String text) {
    int slash = text.indexOf('/');
    try {
      return new NoiseBuffer(
          Double.parseDouble(text.substring(0, Math.max(0, slash))),
          Double.parseDouble(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
          "A noise buffer must be DECAY/WEIGHT, but is \"" + text + "\"", e);
    }
  }
}
