package dev.rondo.privacy.masks;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** The public key of a client: Ed25519 (RFC 8032), 32 bytes. The helper has it in its list. */
public final class ClientPublicKey {

  static final int BYTES = 32;

  // What RFC 8410 puts before the 32 bytes.
  private static final String PREFIX = "302a300506032b6570032100";

  private final byte[] bytes;
  private final PublicKey key;

  private ClientPublicKey(byte[] bytes) {
    this.bytes = Bytes.checked("A client's public key", bytes, BYTES);
    try {
      key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(
                  new X509EncodedKeySpec(Bytes.joined(HexFormat.of().parseHex(PREFIX), bytes)));
    } catch (java.security.spec.InvalidKeySpecException e) {
      throw new IllegalArgumentException("A client's public key must be a point of Ed25519", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is not available in this Java runtime", e);
    }
  }

  public static ClientPublicKey of(byte[] bytes) {
    return new ClientPublicKey(bytes.clone());
  }

  /**
   * Reads {@link #base64}.
   *
   * @throws IllegalArgumentException if it is not 32 bytes in Base64
   */
  public static ClientPublicKey ofBase64(String text) {
    return new ClientPublicKey(Bytes.ofBase64("A client's public key", text, BYTES));
  }

  public String base64() {
    return Bytes.base64(bytes);
  }

  /** Whether the owner of this key signed the message. */
  boolean verifies(byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (SignatureException e) {
      return false; // Not a signature at all.
    } catch (java.security.InvalidKeyException e) {
      return false; // Not a point of the curve, which the JDK sees only now.
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is not available in this Java runtime", e);
    }
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClientPublicKey that && Arrays.equals(bytes, that.bytes);
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
