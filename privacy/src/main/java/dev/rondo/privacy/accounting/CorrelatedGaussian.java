package dev.rondo.privacy.accounting;

/**
 * Gaussian noise that is correlated over the rounds by a {@link Blt}, for clients whose
 * participation is limited.
 *
 * @param noiseMultiplier z, above 0: the independent noise Z of a round has the standard deviation
 *     z times the clip
 * @param blt the matrix C; the noise of the rounds is C^-1 Z
 * @param participation what a client may contribute; must be enforced
 */
public record CorrelatedGaussian(double noiseMultiplier, Blt blt, Participation participation)
    implements Mechanism {

  /**
   * @throws IllegalArgumentException if the noise multiplier is not above 0
   */
  public CorrelatedGaussian {
    Arguments.positive("noise multiplier", noiseMultiplier);
  }

  /**
   * The mechanism with the least noise for a budget and a matrix.
   *
   * @param rounds how many the budget must suffice for, 1 or more
   */
  public static CorrelatedGaussian calibrate(
      PrivacyBudget budget, int rounds, Participation participation, Blt blt) {
    Arguments.atLeast(1, "rounds", rounds);
    double sensitivity = blt.sensitivity(rounds, participation);
    return new CorrelatedGaussian(Calibration.gaussian(budget, sensitivity), blt, participation);
  }

  @Override
  public double epsilon(int rounds, double delta) {
    return GaussianPrivacy.epsilon(mu(rounds), delta);
  }

  @Override
  public Zcdp zcdp(int rounds) {
    return Zcdp.ofMu(mu(rounds));
  }

  @Override
  public double prefixSumError(int rounds) {
    return noiseMultiplier * blt.rootMeanSquareError(rounds);
  }

  /** Sensitivity of the first rounds / z: see {@link GaussianPrivacy}. */
  public double mu(int rounds) {
    return blt.sensitivity(rounds, participation) / noiseMultiplier;
  }
}
