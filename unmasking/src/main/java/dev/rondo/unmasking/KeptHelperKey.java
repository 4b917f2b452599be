package dev.rondo.unmasking;

import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.HelperPublicKey;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The helper's key as its bucket has it. It is written once: with another key, the helper could not
 * open the seeds that clients have sealed for this one.
 *
 * @param publicKey the public key in Base64
 * @param encrypted the private key, encrypted by a key that only the helper can use, in Base64
 */
public record KeptHelperKey(String publicKey, String encrypted) {

  /** What the encryption is bound to: a cipher with another context does not decrypt. */
  public static final Map<String, String> CONTEXT = Map.of("rondo", "helper-key");

  public KeptHelperKey {
    try {
      HelperPublicKey.ofBase64(publicKey);
      Base64.getDecoder().decode(encrypted);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          ObjectKeys.helperKey() + " is damaged. Restore it from a backup.", e);
    }
  }

  /** The key of a helper, or empty if none was created. */
  public static Optional<KeptHelperKey> read(ObjectStore own) {
    return new Documents(own).read(ObjectKeys.helperKey(), KeptHelperKey.class);
  }

  /**
   * Keeps a key, unless there is one.
   *
   * @param encrypt encrypts with the context {@link #CONTEXT}
   * @return the key that exists afterwards: this one, or the one of an earlier call
   */
  public static KeptHelperKey keep(ObjectStore own, HelperKey key, UnaryOperator<byte[]> encrypt) {
    byte[] secret = key.base64().getBytes(StandardCharsets.US_ASCII);
    return new Documents(own)
        .writeOnce(
            ObjectKeys.helperKey(),
            new KeptHelperKey(
                key.publicKey().base64(),
                Base64.getEncoder().encodeToString(encrypt.apply(secret))));
  }

  /**
   * The private key.
   *
   * @param decrypt decrypts with the context {@link #CONTEXT}
   */
  public HelperKey decrypted(UnaryOperator<byte[]> decrypt) {
    byte[] secret = decrypt.apply(Base64.getDecoder().decode(encrypted));
    HelperKey key = HelperKey.ofBase64(new String(secret, StandardCharsets.US_ASCII));
    if (!key.publicKey().base64().equals(publicKey)) {
      throw new InvalidInputException(
          "The private key in %s does not belong to its public key %s. Restore it from a backup."
              .formatted(ObjectKeys.helperKey(), publicKey));
    }
    return key;
  }
}
