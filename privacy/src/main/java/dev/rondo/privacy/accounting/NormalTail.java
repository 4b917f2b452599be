package dev.rondo.privacy.accounting;

/**
 * Upper tail probabilities of the standard normal distribution, accurate to a few units of the last
 * place for every finite argument.
 *
 * <p>The scaled complementary error function is the rational approximation of W. J. Cody, "Rational
 * Chebyshev approximations for the error function" (Mathematics of Computation 23, 1969), with the
 * coefficients of his Fortran program CALERF. {@link StrictMath} gives the same bits on every
 * machine.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // The coefficients are written as published.
final class NormalTail {

  private static final double SQRT_HALF = StrictMath.sqrt(0.5);
  private static final double INVERSE_SQRT_PI = 0.56418958354775628695;

  /** Where the approximations meet. */
  private static final double SMALL = 0.46875;

  private static final double LARGE = 4;

  /** erf(x) for |x| up to {@link #SMALL}. */
  private static final double[] A = {
    3.16112374387056560e00,
    1.13864154151050156e02,
    3.77485237685302021e02,
    3.20937758913846947e03,
    1.85777706184603153e-1
  };

  private static final double[] B = {
    2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03
  };

  /** exp(x^2) erfc(x) between {@link #SMALL} and {@link #LARGE}. */
  private static final double[] C = {
    5.64188496988670089e-1,
    8.88314979438837594e0,
    6.61191906371416295e01,
    2.98635138197400131e02,
    8.81952221241769090e02,
    1.71204761263407058e03,
    2.05107837782607147e03,
    1.23033935479799725e03,
    2.15311535474403846e-8
  };

  private static final double[] D = {
    1.57449261107098347e01,
    1.17693950891312499e02,
    5.37181101862009858e02,
    1.62138957456669019e03,
    3.29079923573345963e03,
    4.36261909014324716e03,
    3.43936767414372164e03,
    1.23033935480374942e03
  };

  /** exp(x^2) erfc(x) above {@link #LARGE}. */
  private static final double[] P = {
    3.05326634961232344e-1,
    3.60344899949804439e-1,
    1.25781726111229246e-1,
    1.60837851487422766e-2,
    6.58749161529837803e-4,
    1.63153871373020978e-2
  };

  private static final double[] Q = {
    2.56852019228982242e00,
    1.87295284992346725e00,
    5.27905102951428412e-1,
    6.05183413124413191e-2,
    2.33520497626869185e-3
  };

  private NormalTail() {}

  /** The probability that a standard normal variable is above x. */
  static double upper(double x) {
    return x < 0 ? 1 - upper(-x) : StrictMath.exp(-x * x / 2) * scaledUpper(x);
  }

  /** The natural logarithm of {@link #upper}, finite where the probability itself underflows. */
  static double logUpper(double x) {
    return x < 0 ? StrictMath.log1p(-upper(-x)) : StrictMath.log(scaledUpper(x)) - x * x / 2;
  }

  /** {@link #upper} times exp(x^2 / 2), for x of 0 or more: decreases like 1 / x. */
  static double scaledUpper(double x) {
    return scaledErfc(x * SQRT_HALF) / 2;
  }

  /** exp(x^2) erfc(x) for x of 0 or more. */
  private static double scaledErfc(double x) {
    double square = x * x;
    if (x <= SMALL) {
      return StrictMath.exp(square) * (1 - x * ratio(A, B, square));
    }
    if (x <= LARGE) {
      return ratio(C, D, x);
    }
    double inverse = 1 / square;
    return (INVERSE_SQRT_PI - inverse * ratio(P, Q, inverse)) / x;
  }

  /** Cody's quotient: the last number of the numerator belongs to its highest power. */
  private static double ratio(double[] numerator, double[] denominator, double x) {
    int last = denominator.length - 1;
    double above = numerator[last + 1] * x;
    double below = x;
    for (int i = 0; i < last; i++) {
      above = (above + numerator[i]) * x;
      below = (below + denominator[i]) * x;
    }
    return (above + numerator[last]) / (below + denominator[last]);
  }
}
