package dev.rondo.privacy.masks;

import java.util.Arrays;

/**
 * The public key of a helper: 32 bytes for X25519. Clients have it in their own settings: one from
 * the bucket could be a key of whoever writes the bucket.
 */
public final class HelperPublicKey {

  private final byte[] bytes;

  HelperPublicKey(byte[] bytes) {
    this.bytes = Bytes.checked("The helper's public key", bytes, X25519.KEY_BYTES);
  }

  public static HelperPublicKey of(byte[] bytes) {
    return new HelperPublicKey(bytes.clone());
  }

  /**
   * Reads {@link #base64}.
   *
   * @throws IllegalArgumentException if it is not 32 bytes in Base64
   */
  public static HelperPublicKey ofBase64(String text) {
    return new HelperPublicKey(Bytes.ofBase64("The helper's public key", text, X25519.KEY_BYTES));
  }

  public String base64() {
    return Bytes.base64(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HelperPublicKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return base64();
  }
}
