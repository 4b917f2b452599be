package dev.rondo.privacy.masks;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * The private key of a client: Ed25519 (RFC 8032). It signs what the client sends to the helper.
 *
 * <p>As a text it is 64 bytes in Base64: the private key, then the public one, as in libsodium.
 */
public final class ClientKey {

  private static final int PRIVATE_BYTES = 32;
  private static final int BYTES = PRIVATE_BYTES + ClientPublicKey.BYTES;

  private final byte[] bytes;
  private final PrivateKey key;
  private final ClientPublicKey publicKey;

  private ClientKey(byte[] bytes, ClientPublicKey publicKey) {
    this.bytes = bytes;
    this.publicKey = publicKey;
    try {
      key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is not available in this Java runtime", e);
    }
  }

  public static ClientKey random(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, random);
      KeyPair pair = generator.generateKeyPair();
      byte[] bytes =
          ((EdECPrivateKey) pair.getPrivate())
              .getBytes()
              .orElseThrow(() -> new IllegalStateException("The new key has no bytes"));
      byte[] encoded = pair.getPublic().getEncoded(); // It ends with the 32 bytes.
      int from = encoded.length - ClientPublicKey.BYTES;
      return new ClientKey(
          bytes, ClientPublicKey.of(Arrays.copyOfRange(encoded, from, encoded.length)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is not available in this Java runtime", e);
    }
  }

  /**
   * Reads {@link #base64}.
   *
   * @throws IllegalArgumentException if it is not 64 bytes in Base64, or if the two keys in it do
   *     not belong together
   */
  public static ClientKey ofBase64(String text) {
    byte[] both = Bytes.ofBase64("The client's private key", text, BYTES);
    ClientKey key =
        new ClientKey(
            Arrays.copyOf(both, PRIVATE_BYTES),
            ClientPublicKey.of(Arrays.copyOfRange(both, PRIVATE_BYTES, BYTES)));
    byte[] test = {};
    if (!key.publicKey.verifies(test, key.sign(test))) {
      throw new IllegalArgumentException(
          "The client's private key must end with its public key. Copy the whole text again.");
    }
    return key;
  }

  /** The secret itself, to store where only the client can read it. */
  public String base64() {
    return Bytes.base64(Bytes.joined(bytes, publicKey.bytes()));
  }

  public ClientPublicKey publicKey() {
    return publicKey;
  }

  /** The signature of a message, 64 bytes, the same for the same message. */
  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 cannot sign", e);
    }
  }

  @Override
  public String toString() {
    return "private key of " + publicKey;
  }
}
