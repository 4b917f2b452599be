package dev.rondo.privacy.accounting;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Renyi differential privacy (I. Mironov, 2017): a bound of the divergence at several orders, which
 * composes by addition.
 *
 * @param orders above 1
 * @param divergences 0 or more, for each order, in nats
 */
public record RenyiPrivacy(List<Double> orders, List<Double> divergences) {

  /** The orders that Google's dp-accounting uses by default: 1.1, 1.2 ... 11, 12 ... 64, 128 ... */
  public static final List<Double> DEFAULT_ORDERS = defaultOrders();

  /** Below this order the conversion to epsilon is numerically unstable, and not useful. */
  private static final double LEAST_USEFUL_ORDER = 1.01;

  /**
   * @throws IllegalArgumentException if the lists differ in length, or a value is out of range
   */
  public RenyiPrivacy {
    orders = List.copyOf(orders);
    divergences = List.copyOf(divergences);
    if (orders.isEmpty() || orders.size() != divergences.size()) {
      throw new IllegalArgumentException(
          "orders and divergences must have the same length of 1 or more, but have "
              + orders.size()
              + " and "
              + divergences.size());
    }
    for (double order : orders) {
      if (!(order > 1)) {
        throw new IllegalArgumentException("An order must be above 1, but is " + order);
      }
    }
    for (double divergence : divergences) {
      if (!(divergence >= 0)) {
        throw new IllegalArgumentException("A divergence must be 0 or more, but is " + divergence);
      }
    }
  }

  /**
   * One round of Gaussian noise on the sum of a Poisson sample.
   *
   * @param probability q, above 0 and at most 1
   * @param noiseMultiplier z, above 0
   */
  public static RenyiPrivacy ofSampledGaussian(double probability, double noiseMultiplier) {
    return ofSampledGaussian(probability, noiseMultiplier, DEFAULT_ORDERS);
  }

  /**
   * The same at orders of your own: more of them give a smaller epsilon, and take longer.
   *
   * @param orders above 1
   */
  public static RenyiPrivacy ofSampledGaussian(
      double probability, double noiseMultiplier, List<Double> orders) {
    SampledGaussianDivergence divergence =
        new SampledGaussianDivergence(probability, noiseMultiplier);
    return new RenyiPrivacy(orders, orders.stream().map(divergence::atOrder).toList());
  }

  /**
   * Several mechanisms of this kind in a row.
   *
   * @param rounds 0 or more
   */
  public RenyiPrivacy times(int rounds) {
    Arguments.atLeast(0, "rounds", rounds);
    return new RenyiPrivacy(
        orders,
        divergences.stream().map(divergence -> rounds == 0 ? 0 : rounds * divergence).toList());
  }

  /**
   * This mechanism and another one.
   *
   * @throws IllegalArgumentException if the orders differ
   */
  public RenyiPrivacy plus(RenyiPrivacy other) {
    if (!orders.equals(other.orders)) {
      throw new IllegalArgumentException("Only divergences at the same orders add up");
    }
    List<Double> sums = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      sums.add(divergences.get(i) + other.divergences.get(i));
    }
    return new RenyiPrivacy(orders, sums);
  }

  /**
   * The smallest epsilon that the divergences imply: proposition 12 of C. Canonne, G. Kamath, T.
   * Steinke, "The Discrete Gaussian for Differential Privacy" (2020),
   *
   * <pre>epsilon = D + ln(1 - 1/a) - ln(delta a) / (a - 1)</pre>
   *
   * at the best order a; and 0 if delta bounds the total variation distance, which is at most
   * sqrt(1 - exp(-D)).
   *
   * @param delta above 0 and below 1
   * @return 0 or more, infinite if no order gives a bound
   */
  public double epsilon(double delta) {
    Arguments.delta(delta);
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < orders.size(); i++) {
      double order = orders.get(i);
      double divergence = divergences.get(i);
      if (delta * delta + StrictMath.expm1(-divergence) > 0) {
        return 0;
      }
      if (order > LEAST_USEFUL_ORDER) {
        double epsilon =
            divergence + StrictMath.log1p(-1 / order) - StrictMath.log(delta * order) / (order - 1);
        best = Math.min(best, epsilon);
      }
    }
    return Math.max(0, best);
  }

  private static List<Double> defaultOrders() {
    List<Double> orders = new ArrayList<>();
    IntStream.range(1, 100).forEach(tenth -> orders.add(1 + tenth / 10.0));
    IntStream.range(11, 64).forEach(order -> orders.add((double) order));
    orders.addAll(List.of(128.0, 256.0, 512.0, 1024.0));
    return List.copyOf(orders);
  }
}
