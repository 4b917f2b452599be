package dev.rondo.privacy.masks;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869): makes keys of secrets. */
public final class Hkdf {

  /** Bytes of SHA-256, and so of a pseudorandom key. */
  public static final int HASH_BYTES = 32;

  private static final int MAX_BLOCKS = 255;

  private Hkdf() {}

  /**
   * HKDF-Extract: a pseudorandom key of 32 bytes.
   *
   * @param salt any number of bytes; none is the same as 32 zeros
   * @param secret the input keying material
   */
  public static byte[] extract(byte[] salt, byte[] secret) {
    return hmac(salt, secret);
  }

  /**
   * HKDF-Expand.
   *
   * @param key a pseudorandom key, from {@link #extract}
   * @param info what the result is for
   * @param bytes how many bytes to make, 1 to 8,160
   */
  public static byte[] expand(byte[] key, byte[] info, int bytes) {
    if (bytes < 1 || bytes > MAX_BLOCKS * HASH_BYTES) {
      throw new IllegalArgumentException("HKDF makes 1 to 8160 bytes, but not " + bytes);
    }
    byte[] result = new byte[bytes];
    byte[] block = new byte[0];
    for (int at = 0, counter = 1; at < bytes; at += HASH_BYTES, counter++) {
      ByteArrayOutputStream input = new ByteArrayOutputStream();
      input.writeBytes(block);
      input.writeBytes(info);
      input.write(counter);
      block = hmac(key, input.toByteArray());
      System.arraycopy(block, 0, result, at, Math.min(HASH_BYTES, bytes - at));
    }
    return result;
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      // HMAC pads a key with zeros; the JDK does not accept an empty one.
      mac.init(new SecretKeySpec(Arrays.copyOf(key, Math.max(key.length, 1)), "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is not available in this Java runtime", e);
    }
  }
}
