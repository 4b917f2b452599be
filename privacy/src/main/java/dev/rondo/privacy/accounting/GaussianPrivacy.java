package dev.rondo.privacy.accounting;

/**
 * The exact privacy of Gaussian noise: the (epsilon, delta) curve of a mechanism whose two outputs,
 * with and without a client, are as hard to tell apart as N(0, 1) and N(mu, 1).
 *
 * <p>mu is the L2 sensitivity divided by the standard deviation of the noise. Adaptive composition
 * of such mechanisms adds up the squares of their mu, so a whole training has one mu. The formula
 * is theorem 8 of B. Balle and Y.-X. Wang, "Improving the Gaussian Mechanism for Differential
 * Privacy" (2018):
 *
 * <pre>delta(epsilon) = Phi(mu/2 - epsilon/mu) - exp(epsilon) Phi(-mu/2 - epsilon/mu)</pre>
 *
 * <p>Results are accurate to 1e-9 relative for mu from 1e-4 to 1e3 and delta from 1e-15. Where they
 * are rounded, they err to the side of less privacy: epsilon up, mu down.
 */
public final class GaussianPrivacy {

  private GaussianPrivacy() {}

  /**
   * The smallest delta for an epsilon.
   *
   * @param epsilon 0 or more
   * @param mu 0 or more
   * @return from 0 to 1
   * @throws IllegalArgumentException if an argument is negative or not finite
   */
  public static double delta(double epsilon, double mu) {
    Arguments.nonNegative("epsilon", epsilon);
    if (Arguments.nonNegative("mu", mu) == 0) {
      return 0;
    }
    // exp(epsilon) = exp((far^2 - near^2) / 2), so both terms share the factor exp(-near^2 / 2).
    double near = epsilon / mu - mu / 2;
    double far = epsilon / mu + mu / 2;
    double common = StrictMath.exp(-near * near / 2);
    double difference =
        near < 0
            ? NormalTail.upper(near) - common * NormalTail.scaledUpper(far)
            : common * (NormalTail.scaledUpper(near) - NormalTail.scaledUpper(far));
    return Math.max(0, difference);
  }

  /**
   * The smallest epsilon for a delta.
   *
   * @param mu 0 or more
   * @param delta above 0 and below 1
   * @return 0 or more
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double epsilon(double mu, double delta) {
    Arguments.nonNegative("mu", mu);
    Arguments.delta(delta);
    if (delta(0, mu) <= delta) {
      return 0;
    }
    double bound = mu * (mu / 2 + tail(delta));
    return Bisection.narrow(0, bound, 0, epsilon -> delta(epsilon, mu) <= delta).high();
  }

  /**
   * The largest mu that keeps (epsilon, delta).
   *
   * @param epsilon 0 or more
   * @param delta above 0 and below 1
   * @return above 0
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double mu(double epsilon, double delta) {
    Arguments.nonNegative("epsilon", epsilon);
    double tail = tail(Arguments.delta(delta));
    double enough = 2 * epsilon / (Math.sqrt(tail * tail + 2 * epsilon) + tail);
    double tooMuch = Math.max(1, 2 * enough);
    while (delta(epsilon, tooMuch) <= delta) {
      tooMuch *= 2;
    }
    return Bisection.narrow(enough, tooMuch, 0, mu -> delta(epsilon, mu) > delta).low();
  }

  /**
   * A t with Phi(-t) below delta, because Phi(-t) is at most exp(-t^2 / 2) / 2. With epsilon = mu t
   * + mu^2 / 2, the first term of the formula is Phi(-t), which bounds delta.
   */
  private static double tail(double delta) {
    return Math.sqrt(-2 * StrictMath.log(delta));
  }
}
