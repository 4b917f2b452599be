package dev.rondo.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MechanismTest {

  /** 100 rounds, 10 of 100 clients in each, z = 1, delta = 1e-5: the first table of the design. */
  @Test
  void aCapCostsLessThanEveryRoundAndCorrelationLessThanACap() {
    Participation capped = new Participation(10, 10);
    Mechanism flower = new IndependentGaussian(1, Participation.unlimited());
    Mechanism independent = new IndependentGaussian(1, capped);
    double sameError =
        independent.prefixSumError(100) / BltTest.OF_100_ROUNDS.rootMeanSquareError(100);
    Mechanism correlated = new CorrelatedGaussian(sameError, BltTest.OF_100_ROUNDS, capped);

    assertThat(flower.epsilon(100, 1e-5)).isCloseTo(91.8, within(0.1));
    assertThat(independent.epsilon(100, 1e-5)).isCloseTo(17.9, within(0.1));
    assertThat(correlated.epsilon(100, 1e-5)).isCloseTo(7.0, within(0.1));
  }

  @Property(tries = 200)
  void calibrationIsTightAndNeverAbove(
      @ForAll @DoubleRange(min = 0.05, max = 50) double epsilon,
      @ForAll @DoubleRange(min = -12, max = -2) double logDelta,
      @ForAll @IntRange(min = 1, max = 500) int rounds,
      @ForAll @IntRange(min = 1, max = 20) int cap,
      @ForAll @IntRange(min = 1, max = 100) int separation) {
    PrivacyBudget budget = new PrivacyBudget(epsilon, Math.pow(10, logDelta));
    Participation participation = new Participation(cap, separation);
    Blt blt = BltTest.OF_1000_ROUNDS;

    IndependentGaussian independent = IndependentGaussian.calibrate(budget, rounds, participation);
    CorrelatedGaussian correlated =
        CorrelatedGaussian.calibrate(budget, rounds, participation, blt);

    assertThat(independent.epsilon(rounds, budget.delta()))
        .isBetween(epsilon * (1 - 1e-8), epsilon);
    assertThat(correlated.epsilon(rounds, budget.delta())).isBetween(epsilon * (1 - 1e-8), epsilon);
  }

  @Property(tries = 20)
  void calibrationOfSamplesIsTightAndNeverAbove(
      @ForAll @DoubleRange(min = 0.1, max = 10) double epsilon,
      @ForAll @DoubleRange(min = -4, max = 0) double logProbability,
      @ForAll @IntRange(min = 1, max = 3000) int rounds) {
    SampledGaussian sampled =
        SampledGaussian.calibrate(
            new PrivacyBudget(epsilon, 1e-6), rounds, Math.pow(10, logProbability));

    assertThat(sampled.epsilon(rounds, 1e-6)).isBetween(epsilon * (1 - 1e-4), epsilon);
  }

  @Test
  void calibrationRoundsUpToTenDigits() {
    IndependentGaussian mechanism =
        IndependentGaussian.calibrate(new PrivacyBudget(2, 1e-5), 100, new Participation(10, 10));

    assertThat(Double.toString(mechanism.noiseMultiplier())).hasSizeLessThanOrEqualTo(11);
  }

  @Property(tries = 100)
  void epsilonGrowsWithRoundsAndEndsAtTheBudget(
      @ForAll @IntRange(min = 2, max = 60) int rounds,
      @ForAll @IntRange(min = 1, max = 8) int cap,
      @ForAll @IntRange(min = 1, max = 20) int separation) {
    PrivacyBudget budget = new PrivacyBudget(2, 1e-5);
    Participation participation = new Participation(cap, separation);
    Mechanism[] mechanisms = {
      IndependentGaussian.calibrate(budget, rounds, participation),
      CorrelatedGaussian.calibrate(budget, rounds, participation, BltTest.OF_100_ROUNDS)
    };

    for (Mechanism mechanism : mechanisms) {
      double before = 0;
      for (int t = 0; t <= rounds; t++) {
        double epsilon = mechanism.epsilon(t, 1e-5);
        assertThat(epsilon).isGreaterThanOrEqualTo(before);
        before = epsilon;
      }
      assertThat(before).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void nothingReleasedCostsNothing() {
    Participation participation = new Participation(3, 5);

    assertThat(new IndependentGaussian(1, participation).epsilon(0, 1e-5)).isZero();
    assertThat(new CorrelatedGaussian(1, BltTest.OF_100_ROUNDS, participation).epsilon(0, 1e-5))
        .isZero();
    assertThat(new SampledGaussian(1, 0.1).epsilon(0, 1e-5)).isZero();
  }

  @Test
  void concentratedPrivacyIsAnUpperBound() {
    Mechanism mechanism = new IndependentGaussian(4, new Participation(8, 3));

    assertThat(mechanism.zcdp(100).rho()).isCloseTo(0.25, within(1e-15));
    assertThat(mechanism.zcdp(100).epsilon(1e-5)).isCloseTo(3.6430, within(1e-4));
    assertThat(mechanism.epsilon(100, 1e-5)).isLessThan(mechanism.zcdp(100).epsilon(1e-5));
    assertThat(new SampledGaussian(2, 0.5).zcdp(16).rho()).isEqualTo(2);
  }

  @Test
  void aClientContributesAtMostAsOftenAsCapAndSeparationPermit() {
    assertThat(new Participation(10, 10).most(95)).isEqualTo(10);
    assertThat(new Participation(20, 10).most(95)).isEqualTo(10);
    assertThat(new Participation(20, 10).most(91)).isEqualTo(10);
    assertThat(new Participation(20, 10).most(90)).isEqualTo(9);
    assertThat(new Participation(3, 10).most(90)).isEqualTo(3);
    assertThat(Participation.unlimited().most(77)).isEqualTo(77);
    assertThat(Participation.unlimited().most(0)).isZero();
  }

  @Test
  void sumsOfIndependentNoiseGrowByItsVariance() {
    Mechanism mechanism = new IndependentGaussian(2, Participation.unlimited());

    assertThat(mechanism.prefixSumError(3)).isCloseTo(Math.sqrt((4 + 8 + 12) / 3.0), within(1e-14));
    assertThat(new SampledGaussian(2, 0.1).prefixSumError(3))
        .isEqualTo(mechanism.prefixSumError(3));
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Participation(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cap must be 1 or more, but is 0");
    assertThatThrownBy(() -> new PrivacyBudget(0, 1e-5))
        .hasMessage("epsilon must be a number above 0, but is 0.0");
    assertThatThrownBy(() -> new PrivacyBudget(1, 1))
        .hasMessage("delta must be between 0 and 1, but is 1.0");
    assertThatThrownBy(() -> new SampledGaussian(1, 0))
        .hasMessage("sampling probability must be above 0 and at most 1, but is 0.0");
    assertThatThrownBy(() -> new IndependentGaussian(0, Participation.unlimited()))
        .hasMessage("noise multiplier must be a number above 0, but is 0.0");
    assertThatThrownBy(
            () ->
                IndependentGaussian.calibrate(
                    new PrivacyBudget(1, 1e-5), 0, Participation.unlimited()))
        .hasMessage("rounds must be 1 or more, but is 0");
  }
}
