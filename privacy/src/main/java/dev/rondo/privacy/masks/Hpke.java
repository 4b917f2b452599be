package dev.rondo.privacy.masks;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * HPKE (RFC 9180) in base mode, for one message to a public key: DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256, ChaCha20Poly1305. Anybody can seal a message; only the owner of the private key can
 * open it, and only with the same {@code info} and {@code aad}.
 */
public final class Hpke {

  /** By how many bytes a sealed message is longer: the encapsulated key and the tag. */
  public static final int OVERHEAD = X25519.KEY_BYTES + 16;

  private static final byte[] KEM_SUITE = {'K', 'E', 'M', 0x00, 0x20};
  private static final byte[] SUITE = {'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, 0x03};
  private static final byte[] NONE = {};
  private static final byte BASE_MODE = 0;
  private static final int NONCE_BYTES = 12;
  private static final int KEY_BYTES = 32;

  private Hpke() {}

  /**
   * Seals a message.
   *
   * @param recipient the recipient's public key
   * @param info what the message is for
   * @param aad further bytes that the recipient must know
   * @param random makes the ephemeral key
   * @return the encapsulated key (32 bytes), the ciphertext, and a tag (16 bytes)
   * @throws IllegalArgumentException if the public key is a point of low order
   */
  public static byte[] seal(
      HelperPublicKey recipient, byte[] info, byte[] aad, byte[] message, SecureRandom random) {
    byte[] ephemeral = new byte[X25519.KEY_BYTES];
    random.nextBytes(ephemeral);
    return seal(recipient, info, aad, message, ephemeral);
  }

  /** The same with this ephemeral private key, for known answers. */
  static byte[] seal(
      HelperPublicKey recipient, byte[] info, byte[] aad, byte[] message, byte[] ephemeral) {
    byte[] encapsulated = X25519.publicKey(ephemeral);
    byte[] agreed =
        X25519
            .agree(ephemeral, recipient.bytes())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The public key is not valid: it is a point of low order. "
                            + "Compare it with what the helper's operator published."));
    byte[] shared = sharedSecret(agreed, encapsulated, recipient.bytes());
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, shared, info, aad).doFinal(message);
      return Bytes.joined(encapsulated, sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("ChaCha20-Poly1305 cannot seal", e);
    }
  }

  /**
   * Opens a sealed message.
   *
   * @return the message, or empty if it was not sealed for this key with this {@code info} and
   *     {@code aad}, or has been changed
   */
  public static Optional<byte[]> open(HelperKey key, byte[] info, byte[] aad, byte[] sealed) {
    if (sealed.length < OVERHEAD) {
      return Optional.empty();
    }
    byte[] encapsulated = Arrays.copyOf(sealed, X25519.KEY_BYTES);
    return X25519
        .agree(key.bytes(), encapsulated)
        .map(agreed -> sharedSecret(agreed, encapsulated, key.publicKey().bytes()))
        .flatMap(shared -> open(shared, info, aad, sealed));
  }

  private static Optional<byte[]> open(byte[] shared, byte[] info, byte[] aad, byte[] sealed) {
    try {
      int at = X25519.KEY_BYTES;
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, shared, info, aad).doFinal(sealed, at, sealed.length - at));
    } catch (javax.crypto.AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("ChaCha20-Poly1305 cannot open", e);
    }
  }

  /** ExtractAndExpand of RFC 9180, section 4.1. */
  private static byte[] sharedSecret(byte[] agreed, byte[] encapsulated, byte[] recipient) {
    byte[] context = Bytes.joined(encapsulated, recipient);
    byte[] key = extract(KEM_SUITE, NONE, "eae_prk", agreed);
    return expand(KEM_SUITE, key, "shared_secret", context, KEY_BYTES);
  }

  /** KeySchedule of RFC 9180, section 5.1, and the cipher of the first message. */
  private static Cipher cipher(int mode, byte[] shared, byte[] info, byte[] aad)
      throws GeneralSecurityException {
    byte[] context =
        Bytes.joined(
            new byte[] {BASE_MODE},
            extract(SUITE, NONE, "psk_id_hash", NONE),
            extract(SUITE, NONE, "info_hash", info));
    byte[] secret = extract(SUITE, shared, "secret", NONE);
    byte[] key = expand(SUITE, secret, "key", context, KEY_BYTES);
    byte[] nonce = expand(SUITE, secret, "base_nonce", context, NONCE_BYTES);
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
    cipher.updateAAD(aad);
    return cipher;
  }

  private static byte[] extract(byte[] suite, byte[] salt, String label, byte[] secret) {
    return Hkdf.extract(
        salt, Bytes.joined(Bytes.utf8("HPKE-v1"), suite, Bytes.utf8(label), secret));
  }

  private static byte[] expand(byte[] suite, byte[] key, String label, byte[] info, int bytes) {
    byte[] length = {(byte) (bytes >>> 8), (byte) bytes};
    byte[] labeled = Bytes.joined(length, Bytes.utf8("HPKE-v1"), suite, Bytes.utf8(label), info);
    return Hkdf.expand(key, labeled, bytes);
  }
}
