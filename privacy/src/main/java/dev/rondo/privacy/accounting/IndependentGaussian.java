package dev.rondo.privacy.accounting;

/**
 * Independent Gaussian noise in every round, for clients whose participation is limited.
 *
 * @param noiseMultiplier z, above 0: the noise of a round has the standard deviation z times the
 *     clip
 * @param participation what a client may contribute; must be enforced
 */
public record IndependentGaussian(double noiseMultiplier, Participation participation)
    implements Mechanism {

  /**
   * @throws IllegalArgumentException if the noise multiplier is not above 0
   */
  public IndependentGaussian {
    Arguments.positive("noise multiplier", noiseMultiplier);
  }

  /**
   * The mechanism with the least noise for a budget.
   *
   * @param rounds how many the budget must suffice for, 1 or more
   */
  public static IndependentGaussian calibrate(
      PrivacyBudget budget, int rounds, Participation participation) {
    Arguments.atLeast(1, "rounds", rounds);
    double sensitivity = sensitivity(rounds, participation);
    return new IndependentGaussian(Calibration.gaussian(budget, sensitivity), participation);
  }

  @Override
  public double epsilon(int rounds, double delta) {
    return GaussianPrivacy.epsilon(mu(rounds), delta);
  }

  @Override
  public Zcdp zcdp(int rounds) {
    return Zcdp.ofMu(mu(rounds));
  }

  /** The variance after t rounds is t z^2; its mean over the rounds is z^2 (rounds + 1) / 2. */
  @Override
  public double prefixSumError(int rounds) {
    return noiseMultiplier * Math.sqrt((Arguments.atLeast(1, "rounds", rounds) + 1.0) / 2);
  }

  /** sqrt(contributions) / z: see {@link GaussianPrivacy}. */
  public double mu(int rounds) {
    return sensitivity(rounds, participation) / noiseMultiplier;
  }

  private static double sensitivity(int rounds, Participation participation) {
    return Math.sqrt(participation.most(rounds));
  }
}
