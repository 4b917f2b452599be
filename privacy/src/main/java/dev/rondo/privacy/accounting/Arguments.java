package dev.rondo.privacy.accounting;

/** Checks of numbers that several classes take. */
final class Arguments {

  private Arguments() {}

  static double delta(double delta) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta must be between 0 and 1, but is " + delta);
    }
    return delta;
  }

  static double positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be a number above 0, but is " + value);
    }
    return value;
  }

  static double nonNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be 0 or more, but is " + value);
    }
    return value;
  }

  static double probability(String name, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be above 0 and at most 1, but is " + value);
    }
    return value;
  }

  static int atLeast(int minimum, String name, int value) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          name + " must be " + minimum + " or more, but is " + value);
    }
    return value;
  }

  static int between(int minimum, int maximum, String name, int value) {
    if (value > maximum) {
      throw new IllegalArgumentException(
          name + " must be " + maximum + " or less, but is " + value);
    }
    return atLeast(minimum, name, value);
  }
}
