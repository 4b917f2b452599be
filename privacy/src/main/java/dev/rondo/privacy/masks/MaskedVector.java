package dev.rondo.privacy.masks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * What a client sends in a round: its vector plus a mask, for those who aggregate, and the sealed
 * seed of the mask, for the helper. Without the seed, the masked vector looks random.
 *
 * <p>The client stores the seed first. Then every masked vector that is stored has a seed.
 *
 * @param numbers the masked coordinates, modulo 2^32
 * @param digest SHA-256 of the coordinates, each as four bytes, little-endian
 * @param seed the sealed seed
 */
public record MaskedVector(int[] numbers, byte[] digest, SealedSeed seed) {

  private static final int NUMBERS_AT_A_TIME = 16_384;

  /**
   * Masks a vector with a new seed.
   *
   * @param vector the coordinates as integers; they are masked in place
   */
  public static MaskedVector mask(
      int[] vector,
      MaskContext context,
      HelperPublicKey helper,
      ClientKey client,
      SecureRandom random) {
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    random.nextBytes(seed);
    new MaskStream(seed, context).addTo(vector, 0, vector.length);
    byte[] digest = digest(vector);
    return new MaskedVector(
        vector, digest, SealedSeed.seal(seed, context, digest, helper, client, random));
  }

  /** SHA-256 of coordinates, each as four bytes, little-endian. */
  public static byte[] digest(int[] numbers) {
    MessageDigest digest = sha256();
    ByteBuffer bytes =
        ByteBuffer.allocate(NUMBERS_AT_A_TIME * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < numbers.length; from += NUMBERS_AT_A_TIME) {
      int count = Math.min(NUMBERS_AT_A_TIME, numbers.length - from);
      bytes.asIntBuffer().put(numbers, from, count);
      digest.update(bytes.array(), 0, count * Integer.BYTES);
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available in this Java runtime", e);
    }
  }
}
