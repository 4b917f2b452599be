package dev.rondo.privacy.noise;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of a round's noise: 32 bytes that are a function of a secret and of what the round
 * releases. A step that runs again draws the same noise, and another decision gets other noise. Two
 * draws over one sum would let a reader average the noise away.
 *
 * <p>Who knows the key can remove the noise, so {@link #toString} does not show it. A key encrypts
 * nothing and signs nothing: use a secret that has no other purpose.
 */
public final class NoiseKey {

  /** Of a key, and the least of a secret. */
  public static final int BYTES = 32;

  private static final String MAC = "HmacSHA256";
  private static final String PREFIX = "rondo noise 1";

  private final byte[] bytes;

  private NoiseKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * HMAC-SHA256 (RFC 2104) over the four fields, each behind its length in bytes (4 bytes, big
   * endian), so that no two inputs have the same bytes.
   *
   * @param secret 32 bytes or more, drawn uniformly
   * @param job the name of the job
   * @param round 0 or more
   * @param decision the digest of the decision who contributes; not empty
   * @throws IllegalArgumentException for a short secret, a negative round or an empty field
   */
  public static NoiseKey of(byte[] secret, String job, long round, byte[] decision) {
    if (secret.length < BYTES) {
      throw new IllegalArgumentException(
          "The noise secret must have %s bytes or more, but has %s"
              .formatted(BYTES, secret.length));
    }
    if (job.isEmpty()) {
      throw new IllegalArgumentException("job must not be empty");
    }
    if (round < 0) {
      throw new IllegalArgumentException("round must be 0 or more, but is " + round);
    }
    if (decision.length == 0) {
      throw new IllegalArgumentException("The digest of the decision must not be empty");
    }
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(round).array();
    return new NoiseKey(mac(secret, utf8(PREFIX), utf8(job), number, decision));
  }

  /**
   * A key for one of several vectors of noise in a round, such as the model's and the metrics'.
   * Keys of two purposes are independent.
   *
   * @param purpose not empty
   */
  public NoiseKey forPurpose(String purpose) {
    if (purpose.isEmpty()) {
      throw new IllegalArgumentException("purpose must not be empty");
    }
    return new NoiseKey(mac(bytes, utf8(purpose)));
  }

  /** For AES-256. */
  SecretKeySpec aes() {
    return new SecretKeySpec(bytes, "AES");
  }

  private static byte[] mac(byte[] key, byte[]... fields) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      for (byte[] field : fields) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
        mac.update(field);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + MAC, e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoiseKey key && MessageDigest.isEqual(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return ByteBuffer.wrap(mac(bytes, utf8("hash code"))).getInt();
  }

  @Override
  public String toString() {
    return "NoiseKey[not shown]";
  }
}
