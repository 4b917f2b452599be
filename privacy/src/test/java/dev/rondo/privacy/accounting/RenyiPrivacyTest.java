package dev.rondo.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenyiPrivacyTest {

  /** Values of Google's dp-accounting 0.6.0, with four digits after the point. */
  @ParameterizedTest
  @CsvSource({
    "0.004266666666666667, 1.3, 3515, 1e-5, 0.9544",
    "0.004266666666666667, 1.1, 14062, 1e-5, 2.5966",
    "0.01, 1, 10000, 1e-5, 6.7128",
    "0.1, 1, 100, 1e-5, 7.9039",
    "0.001, 0.7, 5000, 1e-8, 3.1544",
    "1, 10, 100, 1e-5, 4.7285"
  })
  void epsilonIsThatOfDpAccounting(
      double probability, double z, int rounds, double delta, double epsilon) {
    assertThat(new SampledGaussian(z, probability).epsilon(rounds, delta))
        .isCloseTo(epsilon, within(5e-5 + 1e-5 * epsilon));
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, 6.70579741e-4",
    "2.5, 1.08548710e-3",
    "5, 2.18075656e-3",
    "50, 2.38460375e-2",
    "100, 167.416308"
  })
  void divergenceIsThatOfDpAccounting(double order, double divergence) {
    assertThat(50 * new SampledGaussianDivergence(0.01, 2.5).atOrder(order))
        .isCloseTo(divergence, within(1e-8 * divergence));
  }
}
