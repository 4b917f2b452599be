package dev.rondo.privacy.accounting;

/** A sum of positive numbers that are known by their logarithms, scaled by the largest of them. */
final class LogSum {

  private double scale = Double.NEGATIVE_INFINITY;
  private double scaled;

  void add(double log) {
    if (log == Double.NEGATIVE_INFINITY) {
      return;
    }
    if (log > scale) {
      scaled *= StrictMath.exp(scale - log);
      scale = log;
    }
    scaled += StrictMath.exp(log - scale);
  }

  /** The logarithm of the sum; negative infinity for no numbers. */
  double log() {
    return scaled > 0 ? scale + StrictMath.log(scaled) : Double.NEGATIVE_INFINITY;
  }
}
