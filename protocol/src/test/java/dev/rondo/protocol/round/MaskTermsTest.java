package dev.rondo.protocol.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTermsTest {

  @Test
  void theTextHasAllTerms() {
    HelperNoise noise =
        HelperNoise.of(1_048_576, List.of(new NoiseBuffer(0.5, 0.25)), Optional.of(7));

    assertThat(new MaskTerms(20, 10, 1, 199_210, Optional.of(noise)).text())
        .isEqualTo(
            "bits 20 seats 10 clip 3ff0000000000000 coordinates 199210 noise 1048576 0.5/0.25"
                + " after 7");
    assertThat(new MaskTerms(-3, 1, 0.2, 1, Optional.empty()).text())
        .isEqualTo("bits -3 seats 1 clip 3fc999999999999a coordinates 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bits 20 seats 10 clip 3ff0000000000000 coordinates 199210",
        "bits -30 seats 1 clip 41cdcd6500000000 coordinates 17179869184 noise 5 0.5/0.25"
      })
  void whatIsWrittenIsRead(String text) {
    assertThat(MaskTerms.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bits 20 seats 0 clip 3ff0000000000000 coordinates 5",
        "bits 020 seats 1 clip 3ff0000000000000 coordinates 5",
        "bits 20 seats 1 clip 3FF0000000000000 coordinates 5",
        "bits 20 seats 1 clip 3ff0000000000000 coordinates 0",
        "bits 20 seats 1 clip 3ff0000000000000 coordinates 17179869185",
        "bits 20 seats 1 clip 1.0 coordinates 5",
        "bits 20 seats 1 clip 3ff0000000000000 coordinates 5 noise 0"
      })
  void aTextThatIsNotOfTermsIsRefused(String text) {
    assertThatThrownBy(() -> MaskTerms.parse(text)).isInstanceOf(InvalidInputException.class);
  }
}
