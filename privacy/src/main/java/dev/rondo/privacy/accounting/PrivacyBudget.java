package dev.rondo.privacy.accounting;

/**
 * What the released models may reveal about one client: with probability 1 - delta, the presence of
 * a client changes the odds of any output by a factor of at most exp(epsilon).
 *
 * @param epsilon above 0
 * @param delta above 0 and below 1; usually below 1 / clients
 */
public record PrivacyBudget(double epsilon, double delta) {

  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public PrivacyBudget {
    Arguments.positive("epsilon", epsilon);
    Arguments.delta(delta);
  }
}
