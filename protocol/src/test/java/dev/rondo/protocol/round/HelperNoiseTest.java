package dev.rondo.protocol.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelperNoiseTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1048576",
        "1 0.5/0.25",
        "4194304 0.9999999981322227/0.02586191841323363 0.8310141737387731/0.5334211544770179",
        "131072 1.0E-5/2.5E-7 after 99999999",
        "7 0.50/2.5e-1"
      })
  void whatIsWrittenIsRead(String text) {
    assertThat(HelperNoise.parse(text).text()).isEqualTo(text);
  }

  @Test
  void aPlanHasItAsText() {
    SecureAggregation masks =
        new SecureAggregation(
            "unmask",
            20,
            Optional.of(HelperNoise.of(5, List.of(new NoiseBuffer(0.5, 0.25)), Optional.of(7))));

    assertThat(Json.tree(masks))
        .hasToString(
            "{\"helper\":\"unmask\",\"fraction_bits\":20,\"noise\":\"5 0.5/0.25 after 7\"}");
    assertThat(Json.fromTree(Json.tree(masks), SecureAggregation.class)).isEqualTo(masks);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "4194305",
        "-1",
        "1.5",
        "5 after 3",
        "5 0.5/0.25 after 0",
        "5 0.5",
        "5 0.5/2",
        "5 1/0.5",
        "5 -/0.5",
        "5 NaN/0.5",
        "5 0.5/0.1 0.5/0.1 0.5/0.1 0.5/0.1 0.5/0.1",
        "5  0.5/0.1",
        "99999999999999999999"
      })
  void aTextThatIsNoNoiseIsRefused(String text) {
    assertThatThrownBy(() -> HelperNoise.parse(text)).isInstanceOf(InvalidInputException.class);
  }
}
