package dev.rondo.privacy.masks;

import java.security.SecureRandom;

/**
 * Masks the updates of one client: clips, encodes as integers, adds a mask, and seals its seed for
 * the helper.
 *
 * @param helper the helper's public key, from the client's own settings
 * @param client the client's private key
 * @param random a cryptographically strong source
 */
public record ClientMasks(HelperPublicKey helper, ClientKey client, SecureRandom random) {

  /**
   * Masks an update.
   *
   * @param update the numbers
   * @param clipNorm an update with a larger L2 norm is scaled down to it
   * @param numbers how numbers are encoded
   * @throws IllegalArgumentException if a number is not finite
   */
  public MaskedVector mask(
      float[] update, double clipNorm, FixedPoint numbers, MaskContext context) {
    double squares = 0;
    for (float number : update) {
      squares += (double) number * number;
    }
    if (!Double.isFinite(squares)) {
      throw new IllegalArgumentException(
          "The update has NaN or an infinity, which masks would hide. Training diverged: lower the"
              + " learning rate.");
    }
    double norm = Math.sqrt(squares);
    int[] encoded = new int[update.length];
    numbers.encode(update, norm > clipNorm ? clipNorm / norm : 1, encoded, 0);
    return MaskedVector.mask(encoded, context, helper, client, random);
  }
}
