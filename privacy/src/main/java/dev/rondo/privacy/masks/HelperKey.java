package dev.rondo.privacy.masks;

import java.security.SecureRandom;

/** The private key of a helper: 32 bytes for X25519. Its text never has them. */
public final class HelperKey {

  private final byte[] bytes;
  private final HelperPublicKey publicKey;

  private HelperKey(byte[] bytes) {
    this.bytes = Bytes.checked("The helper's private key", bytes, X25519.KEY_BYTES);
    this.publicKey = new HelperPublicKey(X25519.publicKey(bytes));
  }

  public static HelperKey random(SecureRandom random) {
    byte[] bytes = new byte[X25519.KEY_BYTES];
    random.nextBytes(bytes);
    return new HelperKey(bytes);
  }

  public static HelperKey of(byte[] bytes) {
    return new HelperKey(bytes.clone());
  }

  /**
   * Reads {@link #base64}.
   *
   * @throws IllegalArgumentException if it is not 32 bytes in Base64
   */
  public static HelperKey ofBase64(String text) {
    return new HelperKey(Bytes.ofBase64("The helper's private key", text, X25519.KEY_BYTES));
  }

  /** The secret itself, to store where only the helper can read it. */
  public String base64() {
    return Bytes.base64(bytes);
  }

  public HelperPublicKey publicKey() {
    return publicKey;
  }

  /**
   * A secret of 32 bytes for another purpose, from which nobody learns the key or the secret of a
   * third purpose: HKDF of the key.
   *
   * @param purpose what it is for
   */
  public byte[] derived(String purpose) {
    return Hkdf.expand(
        Hkdf.extract(new byte[0], bytes), Bytes.utf8("rondo helper " + purpose), Hkdf.HASH_BYTES);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return "private key of " + publicKey;
  }
}
