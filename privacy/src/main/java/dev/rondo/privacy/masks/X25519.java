package dev.rondo.privacy.masks;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/** X25519 (RFC 7748) on keys of 32 bytes. The JDK computes it. */
final class X25519 {

  static final int KEY_BYTES = 32;

  // What RFC 8410 puts before the 32 bytes.
  private static final String PRIVATE_PREFIX = "302e020100300506032b656e04220420";
  private static final String PUBLIC_PREFIX = "302a300506032b656e032100";

  private X25519() {}

  /** The public key of a private one: its product with the base point 9. */
  static byte[] publicKey(byte[] privateKey) {
    byte[] base = new byte[KEY_BYTES];
    base[0] = 9;
    return agree(privateKey, base)
        .orElseThrow(() -> new IllegalStateException("The base point of X25519 has a large order"));
  }

  /**
   * The shared secret of 32 bytes, or empty if the public key is a point of low order: then
   * everybody knows the secret.
   */
  static Optional<byte[]> agree(byte[] privateKey, byte[] publicKey) {
    try {
      KeyFactory keys = KeyFactory.getInstance("X25519");
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(
          keys.generatePrivate(
              new PKCS8EncodedKeySpec(encoded(PRIVATE_PREFIX, "A private key", privateKey))));
      agreement.doPhase(
          keys.generatePublic(
              new X509EncodedKeySpec(encoded(PUBLIC_PREFIX, "A public key", publicKey))),
          true);
      return Optional.of(agreement.generateSecret()).filter(secret -> !isZero(secret));
    } catch (InvalidKeyException e) {
      return Optional.empty(); // The JDK refuses points of low order, too.
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("X25519 is not available in this Java runtime", e);
    }
  }

  private static boolean isZero(byte[] bytes) {
    int all = 0;
    for (byte one : bytes) {
      all |= one;
    }
    return all == 0;
  }

  private static byte[] encoded(String prefix, String name, byte[] key) {
    return Bytes.joined(HexFormat.of().parseHex(prefix), Bytes.checked(name, key, KEY_BYTES));
  }
}
