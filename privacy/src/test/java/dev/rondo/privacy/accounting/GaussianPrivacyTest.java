package dev.rondo.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
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

  /** Values of mpmath with 400 digits. */
  @ParameterizedTest
  @CsvSource({
    "1e-4, 1e-3, 0",
    "1e-4, 1e-8, 0.0003363058947076604",
    "1e-4, 1e-15, 0.0006422288674466091",
    "1e-2, 1e-15, 0.07082202196962283",
    "1, 1e-15, 8.165579695504254",
    "30, 1e-3, 541.7554738491807",
    "30, 1e-15, 687.35338778815",
    "1000, 1e-3, 503089.2338484388",
    "1000, 1e-8, 505611.0040400497",
    "1000, 1e-15, 507940.3492762729"
  })
  void epsilonIsAccurateForLittleAndMuchNoise(double mu, double delta, double epsilon) {
    assertThat(GaussianPrivacy.epsilon(mu, delta)).isCloseTo(epsilon, within(1e-9 * epsilon));
  }

  @Property
  void epsilonAndMuKeepDeltaAndAreTight(
      @ForAll @DoubleRange(min = -4, max = 3) double logMu,
      @ForAll @DoubleRange(min = -15, max = -1) double logDelta) {
    double mu = Math.pow(10, logMu);
    double delta = Math.pow(10, logDelta);

    double epsilon = GaussianPrivacy.epsilon(mu, delta);

    assertThat(GaussianPrivacy.delta(epsilon, mu)).isLessThanOrEqualTo(delta);
    if (epsilon > 0) {
      assertThat(GaussianPrivacy.delta(epsilon * (1 - 1e-6), mu)).isGreaterThan(delta);
      assertThat(GaussianPrivacy.mu(epsilon, delta)).isCloseTo(mu, within(1e-6 * mu));
    }
  }

  @Property
  void moreNoiseAndMoreDeltaTakeLessEpsilon(
      @ForAll @DoubleRange(min = -4, max = 3) double logMu,
      @ForAll @DoubleRange(min = -14, max = -1) double logDelta) {
    double mu = Math.pow(10, logMu);
    double delta = Math.pow(10, logDelta);
    double epsilon = GaussianPrivacy.epsilon(mu, delta);

    assertThat(GaussianPrivacy.epsilon(mu / 1.001, delta)).isLessThanOrEqualTo(epsilon);
    assertThat(GaussianPrivacy.epsilon(mu, delta * 1.001)).isLessThanOrEqualTo(epsilon);
    assertThat(GaussianPrivacy.delta(1.001 * epsilon, mu)).isLessThanOrEqualTo(delta);
  }

  @Test
  void deltaOfNoEpsilonIsTheTotalVariationDistance() {
    assertThat(GaussianPrivacy.delta(0, 0.5))
        .isCloseTo(1 - 2 * NormalTail.upper(0.25), within(1e-15));
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> GaussianPrivacy.epsilon(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("delta must be between 0 and 1, but is 0.0");
    assertThatThrownBy(() -> GaussianPrivacy.epsilon(Double.NaN, 1e-5))
        .hasMessage("mu must be 0 or more, but is NaN");
    assertThatThrownBy(() -> GaussianPrivacy.mu(-1, 1e-5))
        .hasMessage("epsilon must be 0 or more, but is -1.0");
  }
}
