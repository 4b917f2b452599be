package dev.rondo.aws.key;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.aws.AwsClients;
import dev.rondo.protocol.store.StoreException;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Encrypts secrets of up to 4 KiB by a KMS key. Failures of KMS are {@link StoreException}s.
 *
 * @param kms asks KMS
 * @param keyArn the key
 * @param context the encryption context: decryption needs the same one, and policies can name it
 */
public record KmsCipher(KmsClient kms, String keyArn, Map<String, String> context) {

  public KmsCipher {
    context = Map.copyOf(context);
  }

  public static KmsCipher of(AwsClients clients, String keyArn, Map<String, String> context) {
    return new KmsCipher(clients.kms(), keyArn, context);
  }

  public byte[] encrypt(byte[] secret) {
    try {
      return kms.encrypt(
              request ->
                  request
                      .keyId(keyArn)
                      .encryptionContext(context)
                      .plaintext(SdkBytes.fromByteArray(secret)))
          .ciphertextBlob()
          .asByteArray();
    } catch (SdkException e) {
      throw failure("encrypt", e);
    }
  }

  /** Decrypts what this key has encrypted with this context. */
  public byte[] decrypt(byte[] encrypted) {
    try {
      return kms.decrypt(
              request ->
                  request
                      .keyId(keyArn)
                      .encryptionContext(context)
                      .ciphertextBlob(SdkBytes.fromByteArray(encrypted)))
          .plaintext()
          .asByteArray();
    } catch (SdkException e) {
      throw failure("decrypt", e);
    }
  }

  private StoreException failure(String verb, SdkException e) {
    return AwsAnswers.failure(
        "Cannot " + verb + " with KMS key " + keyArn,
        "Check the credentials, and that their policies and the key's permit kms:"
            + (verb.equals("encrypt") ? "Encrypt" : "Decrypt")
            + ".",
        e);
  }
}
