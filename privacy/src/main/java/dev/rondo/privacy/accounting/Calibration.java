package dev.rondo.privacy.accounting;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.DoublePredicate;

/** The smallest noise multiplier for a budget, rounded up. */
final class Calibration {

  /** Ten digits: short enough for a job file, and far finer than any effect of noise. */
  private static final MathContext UP = new MathContext(10, RoundingMode.CEILING);

  private static final double PRECISION = 1e-11;

  private Calibration() {}

  /**
   * For Gaussian noise with mu = sensitivity / z.
   *
   * @param sensitivity above 0
   */
  static double gaussian(PrivacyBudget budget, double sensitivity) {
    double mu = GaussianPrivacy.mu(budget.epsilon(), budget.delta());
    return roundUp(
        sensitivity / mu,
        z -> GaussianPrivacy.epsilon(sensitivity / z, budget.delta()) <= budget.epsilon());
  }

  /** For noise on Poisson samples, by bisection: more noise never costs more. */
  static double sampled(PrivacyBudget budget, int rounds, double probability) {
    DoublePredicate enough =
        z ->
            new SampledGaussian(z, probability).epsilon(rounds, budget.delta()) <= budget.epsilon();
    double high = 1;
    while (!enough.test(high)) {
      high *= 2;
    }
    double low = high / 2;
    while (enough.test(low)) {
      low /= 2;
    }
    return roundUp(Bisection.narrow(low, high, PRECISION, enough).high(), enough);
  }

  /**
   * The next number of ten digits that is enough: rounding to binary may have lost the last bit.
   */
  static double roundUp(double z, DoublePredicate enough) {
    BigDecimal rounded = new BigDecimal(z).round(UP);
    while (!enough.test(rounded.doubleValue())) {
      rounded = rounded.add(rounded.ulp()).round(UP);
    }
    return rounded.doubleValue();
  }
}
