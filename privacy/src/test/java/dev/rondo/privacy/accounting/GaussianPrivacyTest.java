package dev.rondo.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianPrivacyTest {

  /** Values of Google's dp-accounting 0.6.0. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 0.197534, 0.340669, 0.396857, 0.492850",
    "0.5, 1.352276, 1.993091, 2.254085, 2.707606",
    "1, 3.138671, 4.377178, 4.886554, 5.776098",
    "2, 7.581280, 9.997256, 10.997151, 12.749246",
    "5, 27.176017, 33.103732, 35.566344, 39.891147"
  })
  void epsilonIsThatOfDpAccounting(double mu, double at3, double at5, double at6, double at8) {
    assertThat(GaussianPrivacy.epsilon(mu, 1e-3)).isCloseTo(at3, within(5e-6 * at3));
    assertThat(GaussianPrivacy.epsilon(mu, 1e-5)).isCloseTo(at5, within(5e-6 * at5));
    assertThat(GaussianPrivacy.epsilon(mu, 1e-6)).isCloseTo(at6, within(5e-6 * at6));
    assertThat(GaussianPrivacy.epsilon(mu, 1e-8)).isCloseTo(at8, within(5e-6 * at8));
  }

  @Test
  void deltaIsThatOfTheFormula() {
    assertThat(GaussianPrivacy.delta(1, 1)).isCloseTo(0.126936738, within(5e-10));
    assertThat(GaussianPrivacy.delta(1, 0)).isZero();
  }
}
