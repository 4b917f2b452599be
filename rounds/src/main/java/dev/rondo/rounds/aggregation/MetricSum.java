package dev.rondo.rounds.aggregation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The exact sums of one metric over clients. Values are rounded to 18 decimal places first, so that
 * no sum is rounded, and the order of the clients has no influence.
 *
 * @param clients how many clients measured a finite value
 * @param notFinite how many measured a value that is not finite; it is in no sum
 * @param examples sum of the examples of the finite values
 * @param weighted sum of examples x value
 * @param values sum of the values
 * @param squares sum of the squares of the values
 * @param min the smallest value; 0 without clients
 * @param max the largest value; 0 without clients
 */
public record MetricSum(
    int clients,
    int notFinite,
    long examples,
    BigDecimal weighted,
    BigDecimal values,
    BigDecimal squares,
    BigDecimal min,
    BigDecimal max) {

  private static final int PLACES = 18;
  private static final MathContext PRECISE = new MathContext(60);

  public MetricSum {
    // The same number in the same digits, whether it was computed or read.
    weighted = weighted.stripTrailingZeros();
    values = values.stripTrailingZeros();
    squares = squares.stripTrailingZeros();
    min = min.stripTrailingZeros();
    max = max.stripTrailingZeros();
  }

  /** The sums of one client. */
  static MetricSum of(long examples, double value) {
    BigDecimal zero = BigDecimal.ZERO;
    if (!Double.isFinite(value)) {
      return new MetricSum(0, 1, 0, zero, zero, zero, zero, zero);
    }
    BigDecimal exact = new BigDecimal(value).setScale(PLACES, RoundingMode.HALF_EVEN);
    return new MetricSum(
        1,
        0,
        examples,
        exact.multiply(BigDecimal.valueOf(examples)),
        exact,
        exact.multiply(exact),
        exact,
        exact);
  }

  /** The sums of two groups of clients that share none. */
  MetricSum plus(MetricSum other) {
    return new MetricSum(
        clients + other.clients,
        notFinite + other.notFinite,
        examples + other.examples,
        weighted.add(other.weighted),
        values.add(other.values),
        squares.add(other.squares),
        clients == 0 || (other.clients > 0 && other.min.compareTo(min) < 0) ? other.min : min,
        clients == 0 || (other.clients > 0 && other.max.compareTo(max) > 0) ? other.max : max);
  }

  /** How many clients measured it, whether or not their values are finite. */
  int measured() {
    return clients + notFinite;
  }

  /** The mean over all examples; NaN without clients. */
  public double mean() {
    return clients == 0
        ? Double.NaN
        : weighted.divide(BigDecimal.valueOf(examples), PRECISE).doubleValue();
  }

  /** The mean over the clients; 0 without clients. */
  public double meanOfClients() {
    return clients == 0 ? 0 : values.divide(BigDecimal.valueOf(clients), PRECISE).doubleValue();
  }

  /** The standard deviation of the clients' values; 0 without clients. */
  public double deviation() {
    if (clients == 0) {
      return 0;
    }
    BigDecimal number = BigDecimal.valueOf(clients);
    // n sum(v^2) - sum(v)^2 is exact, so it is never below 0.
    BigDecimal variance =
        squares
            .multiply(number)
            .subtract(values.multiply(values))
            .divide(number.multiply(number), PRECISE);
    return Math.sqrt(variance.doubleValue());
  }
}
