package dev.rondo.unmasking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class KeptHelperKeyTest {

  private final SecureRandom random = new SecureRandom();
  private final MemoryStore own = new MemoryStore();

  /** Stands for the encryption: it is its own inverse. */
  private static byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    for (int i = 0; i < flipped.length; i++) {
      flipped[i] = (byte) ~flipped[i];
    }
    return flipped;
  }

  @Test
  void theKeyIsKeptEncrypted() {
    HelperKey key = HelperKey.random(random);

    KeptHelperKey.keep(own, key, KeptHelperKeyTest::flipped);

    KeptHelperKey kept = KeptHelperKey.read(own).orElseThrow();
    assertThat(kept.publicKey()).isEqualTo(key.publicKey().base64());
    assertThat(kept.decrypted(KeptHelperKeyTest::flipped).base64()).isEqualTo(key.base64());
    assertThat(new String(own.bytes(ObjectKeys.helperKey()), StandardCharsets.UTF_8))
        .doesNotContain(key.base64());
  }

  @Test
  void theFirstKeyStays() {
    KeptHelperKey first =
        KeptHelperKey.keep(own, HelperKey.random(random), KeptHelperKeyTest::flipped);

    assertThat(KeptHelperKey.keep(own, HelperKey.random(random), KeptHelperKeyTest::flipped))
        .isEqualTo(first);
    assertThat(KeptHelperKey.read(own)).contains(first);
  }

  @Test
  void aHelperWithoutAKeyHasNone() {
    assertThat(KeptHelperKey.read(own)).isEmpty();
  }

  @Test
  void aPrivateKeyOfAnotherPublicKeyIsRefused() {
    KeptHelperKey one =
        KeptHelperKey.keep(own, HelperKey.random(random), KeptHelperKeyTest::flipped);
    KeptHelperKey mixed =
        new KeptHelperKey(HelperKey.random(random).publicKey().base64(), one.encrypted());

    assertThatThrownBy(() -> mixed.decrypted(KeptHelperKeyTest::flipped))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("does not belong to its public key");
  }

  @Test
  void aDamagedFileIsRefused() {
    own.put(
        ObjectKeys.helperKey(),
        Content.of(
            "{\"public_key\":\"AAAA\",\"encrypted\":\"\"}".getBytes(StandardCharsets.UTF_8)));

    assertThatThrownBy(() -> KeptHelperKey.read(own))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("helper-key.json");
    assertThat(Json.text(new KeptHelperKey(HelperKey.random(random).publicKey().base64(), "AA==")))
        .contains("\"public_key\"", "\"encrypted\":\"AA==\"");
  }
}
