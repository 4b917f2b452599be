package dev.rondo.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

  /** A test of dp-accounting, which takes 99,000 orders. */
  @Test
  void manyOrdersFindTheEpsilonOfGaussianNoise() {
    List<Double> orders =
        IntStream.range(1001, 100_000).mapToObj(thousandth -> 0.001 * thousandth).toList();

    assertThat(RenyiPrivacy.ofSampledGaussian(1, 4.530877117, orders).epsilon(1e-6))
        .isCloseTo(1, within(5e-8));
  }

  /** The tutorial on differential privacy of TensorFlow Federated: 3,383 clients, 100 rounds. */
  @Test
  void theTutorialOfTensorFlowFederatedTakes120Clients() {
    assertThat(epsilonOfTutorial(120)).isCloseTo(1.9861, within(1e-4));
    assertThat(epsilonOfTutorial(119)).isCloseTo(2.0043, within(1e-4));
  }

  private static double epsilonOfTutorial(int clients) {
    return new SampledGaussian(0.01 * clients, clients / 3383.0).epsilon(100, 1e-5);
  }

  /** Numerical integration with mpmath; the series of fractional orders are upper bounds. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 1, 2.1, 0.0182230333592",
    "0.1, 1, 2.5, 0.023503727261",
    "0.1, 1, 3.5, 0.0427244908031",
    "0.01, 2.5, 1.5, 1.30014179437e-5",
    "0.01, 2.5, 2.5, 2.17083611383e-5"
  })
  void fractionalOrdersAreBoundsOfTheIntegral(
      double probability, double z, double order, double divergence) {
    assertThat(new SampledGaussianDivergence(probability, z).atOrder(order))
        .isBetween(divergence, 1.04 * divergence);
  }

  @Test
  void verySmallProbabilitiesKeepTheirDigits() {
    double probability = 1e-9;

    // A = 1 + q^2 (exp(1 / z^2) - 1) at order 2.
    assertThat(new SampledGaussianDivergence(probability, 1).atOrder(2))
        .isCloseTo(probability * probability * Math.expm1(1), within(1e-30));
  }

  @Test
  void compositionAddsDivergences() {
    RenyiPrivacy once = RenyiPrivacy.ofSampledGaussian(0.01, 1);

    assertThat(once.plus(once).epsilon(1e-5)).isEqualTo(once.times(2).epsilon(1e-5));
    assertThat(once.times(0).epsilon(1e-5)).isZero();
  }

  @Test
  void differentOrdersDoNotCompose() {
    RenyiPrivacy one = new RenyiPrivacy(List.of(2.0), List.of(0.1));
    RenyiPrivacy other = new RenyiPrivacy(List.of(3.0), List.of(0.1));

    assertThatThrownBy(() -> one.plus(other)).hasMessageContaining("same orders");
    assertThatThrownBy(() -> new RenyiPrivacy(List.of(1.0), List.of(0.1)))
        .hasMessage("An order must be above 1, but is 1.0");
  }
}
