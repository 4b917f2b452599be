package dev.rondo.privacy.accounting;

/**
 * How a job adds noise to the sum of a round, and what that costs.
 *
 * <p>A client is the unit of privacy: neighbouring data sets differ by replacing every contribution
 * of one client with zeros ("zero-out" adjacency), and a contribution has an L2 norm of at most the
 * clip.
 */
public sealed interface Mechanism permits IndependentGaussian, CorrelatedGaussian, SampledGaussian {

  /**
   * The noise multiplier z, above 0: the standard deviation, in units of the clip, of the noise
   * that is drawn for each round and coordinate.
   */
  double noiseMultiplier();

  /**
   * The smallest epsilon of the first rounds of a job together.
   *
   * @param rounds how many have been released, 0 or more
   * @param delta above 0 and below 1
   * @return 0 or more
   */
  double epsilon(int rounds, double delta);

  /**
   * The zero-concentrated differential privacy of the first rounds together.
   *
   * @param rounds how many have been released, 0 or more
   */
  Zcdp zcdp(int rounds);

  /**
   * The standard deviation of the sum of all noise in the model, as the root of its mean square
   * over the rounds, in units of the clip.
   *
   * @param rounds 1 or more
   */
  double prefixSumError(int rounds);
}
