package dev.rondo.privacy.accounting;

/**
 * Zero-concentrated differential privacy (M. Bun, T. Steinke, "Concentrated Differential Privacy",
 * 2016). It is simple to compose by hand, because rho adds up, but its epsilon is above the exact
 * one.
 *
 * @param rho 0 or more
 */
public record Zcdp(double rho) {

  /**
   * @throws IllegalArgumentException if rho is negative or not finite
   */
  public Zcdp {
    Arguments.nonNegative("rho", rho);
  }

  /** Of Gaussian noise with this {@code mu}: rho = mu^2 / 2 (proposition 1.6). */
  public static Zcdp ofMu(double mu) {
    return new Zcdp(mu * mu / 2);
  }

  /**
   * The epsilon that rho implies: rho + 2 sqrt(rho ln(1 / delta)) (proposition 1.3).
   *
   * @param delta above 0 and below 1
   */
  public double epsilon(double delta) {
    return rho + 2 * Math.sqrt(-rho * StrictMath.log(Arguments.delta(delta)));
  }
}
