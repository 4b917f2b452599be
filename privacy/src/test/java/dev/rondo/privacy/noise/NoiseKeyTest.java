package dev.rondo.privacy.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NoiseKeyTest {

  private static final byte[] DECISION = {1, 2, 3};

  private static byte[] secret() {
    byte[] secret = new byte[NoiseKey.BYTES];
    for (int i = 0; i < secret.length; i++) {
      secret[i] = (byte) i;
    }
    return secret;
  }

  private static NoiseKey key() {
    return NoiseKey.of(secret(), "mnist", 7, DECISION);
  }

  /** The values are from the modules hmac and hashlib of Python. */
  @Test
  void aKeyIsTheHmacOfTheFieldsBehindTheirLengths() {
    assertThat(HexFormat.of().formatHex(key().aes().getEncoded()))
        .isEqualTo("c732d197880936c5d59e6f58c428c5df51f097c23452d4aaacb1f3f404acd06c");
    assertThat(
            HexFormat.of()
                .formatHex(key().forPurpose("discrete gaussian 1048576").aes().getEncoded()))
        .isEqualTo("5e634291d71c4f38f2497681482446c39dcf9d0b79e3adb1cfb3c2d0a99367ca");
  }

  @Test
  void theSameFieldsGiveTheSameKey() {
    assertThat(key()).isEqualTo(key()).hasSameHashCodeAs(key());
  }

  @Test
  void eachFieldChangesTheKey() {
    byte[] other = secret();
    other[31] ^= 1;
    byte[] longer = Arrays.copyOf(secret(), 33);
    longer[32] = 1;
    assertThat(key())
        .isNotEqualTo(NoiseKey.of(other, "mnist", 7, DECISION))
        .isNotEqualTo(NoiseKey.of(longer, "mnist", 7, DECISION))
        .isNotEqualTo(NoiseKey.of(secret(), "mnist2", 7, DECISION))
        .isNotEqualTo(NoiseKey.of(secret(), "mnist", 8, DECISION))
        .isNotEqualTo(NoiseKey.of(secret(), "mnist", 7, new byte[] {1, 2, 4}))
        .isNotEqualTo(NoiseKey.of(secret(), "mnist", 7, new byte[] {1, 2}))
        .isNotEqualTo(key().forPurpose("metrics"));
    assertThat(key().forPurpose("metrics")).isNotEqualTo(key().forPurpose("model"));
  }

  @Test
  void textDoesNotShowTheKey() {
    assertThat(key()).hasToString("NoiseKey[not shown]");
  }

  @Test
  void unusableFieldsAreRefused() {
    assertThatThrownBy(() -> NoiseKey.of(new byte[5], "mnist", 7, DECISION))
        .hasMessage("The noise secret must have 32 bytes or more, but has 5");
    assertThatThrownBy(() -> NoiseKey.of(secret(), "", 7, DECISION))
        .hasMessage("job must not be empty");
    assertThatThrownBy(() -> NoiseKey.of(secret(), "mnist", -1, DECISION))
        .hasMessage("round must be 0 or more, but is -1");
    assertThatThrownBy(() -> NoiseKey.of(secret(), "mnist", 7, new byte[0]))
        .hasMessage("The digest of the decision must not be empty");
    assertThatThrownBy(() -> key().forPurpose("")).hasMessage("purpose must not be empty");
  }
}
