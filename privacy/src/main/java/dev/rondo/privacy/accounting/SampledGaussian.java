package dev.rondo.privacy.accounting;

/**
 * Independent Gaussian noise in rounds that each client joins by an independent coin: Poisson
 * sampling.
 *
 * <p>Only a server that draws the coins may claim this. In a deployment clients decide themselves
 * when they poll for work, so only a simulation may.
 *
 * @param noiseMultiplier z, above 0: the noise of a round has the standard deviation z times the
 *     clip
 * @param probability q, above 0 and at most 1: how likely a client is in a round
 */
public record SampledGaussian(double noiseMultiplier, double probability) implements Mechanism {

  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public SampledGaussian {
    Arguments.positive("noise multiplier", noiseMultiplier);
    Arguments.probability("sampling probability", probability);
  }

  /**
   * The mechanism with the least noise for a budget.
   *
   * @param rounds how many the budget must suffice for, 1 or more
   */
  public static SampledGaussian calibrate(PrivacyBudget budget, int rounds, double probability) {
    Arguments.atLeast(1, "rounds", rounds);
    return new SampledGaussian(Calibration.sampled(budget, rounds, probability), probability);
  }

  @Override
  public double epsilon(int rounds, double delta) {
    return RenyiPrivacy.ofSampledGaussian(probability, noiseMultiplier)
        .times(rounds)
        .epsilon(delta);
  }

  /** Of all rounds without amplification by sampling, which zCDP cannot express. */
  @Override
  public Zcdp zcdp(int rounds) {
    Arguments.atLeast(0, "rounds", rounds);
    return new Zcdp(rounds / (2 * noiseMultiplier * noiseMultiplier));
  }

  @Override
  public double prefixSumError(int rounds) {
    return noiseMultiplier * Math.sqrt((Arguments.atLeast(1, "rounds", rounds) + 1.0) / 2);
  }
}
