package dev.rondo.privacy.accounting;

import java.util.function.DoublePredicate;

/** Finds where a monotone condition begins to hold. */
final class Bisection {

  /**
   * Two neighbouring numbers.
   *
   * @param low the condition does not hold here
   * @param high the condition holds here
   */
  record Interval(double low, double high) {}

  private Bisection() {}

  /**
   * Halves an interval until its ends differ by less than a part of the upper end.
   *
   * @param low 0 or more, where the condition does not hold (not checked)
   * @param high where the condition holds (not checked)
   * @param precision the relative width of the result; 0 for adjacent numbers
   */
  static Interval narrow(double low, double high, double precision, DoublePredicate condition) {
    double below = low;
    double above = high;
    while (above - below > precision * above) {
      double middle = below + (above - below) / 2;
      if (middle <= below || middle >= above) {
        break;
      }
      if (condition.test(middle)) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return new Interval(below, above);
  }
}
