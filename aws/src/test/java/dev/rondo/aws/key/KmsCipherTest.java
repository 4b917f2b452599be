package dev.rondo.aws.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.testing.CannedAws;
import dev.rondo.protocol.store.ForbiddenException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KmsCipherTest {

  private static final String KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd";
  private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);

  private CannedAws kms;
  private AwsClients clients;
  private KmsCipher cipher;

  @BeforeEach
  void start() throws IOException {
    kms = new CannedAws();
    clients = AwsClients.at(kms.endpoint(), "us-east-1", "test", "test");
    cipher = KmsCipher.of(clients, KEY, Map.of("rondo", "test"));
  }

  @AfterEach
  void stop() {
    clients.close();
    kms.close();
  }

  @Test
  void bothDirectionsNameTheKeyAndTheContext() {
    kms.answer(200, "{\"CiphertextBlob\":\"c2VhbGVk\"}");
    kms.answer(200, "{\"Plaintext\":\"c2VjcmV0\"}");

    byte[] encrypted = cipher.encrypt(SECRET);

    assertThat(encrypted).isEqualTo("sealed".getBytes(StandardCharsets.UTF_8));
    assertThat(cipher.decrypt(encrypted)).isEqualTo(SECRET);
    assertThat(kms.requests())
        .hasSize(2)
        .allSatisfy(
            request ->
                assertThat(request).contains("\"KeyId\":\"" + KEY + "\"", "{\"rondo\":\"test\"}"));
  }

  @Test
  void aKeyThatMayNotBeUsedIsForbidden() {
    kms.answer(400, "{\"__type\":\"AccessDeniedException\",\"message\":\"not authorized\"}");

    assertThatThrownBy(() -> cipher.decrypt(SECRET))
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("Cannot decrypt with KMS key " + KEY)
        .hasMessageContaining("permit kms:Decrypt");
  }
}
