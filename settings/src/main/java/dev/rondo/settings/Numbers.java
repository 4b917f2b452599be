package dev.rondo.settings;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads and writes decimal numbers; the same text on every Java version. */
public final class Numbers {

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?");

  /** Longer texts are no number that anyone wrote, and slow to convert. */
  private static final int LONGEST = 64;

  /** Doubles need at most this many decimal digits to be told apart. */
  private static final int DIGITS = 17;

  private Numbers() {}

  /** A whole number, also as {@code 1e3} or {@code 5.0}, as long as it is exact. */
  public static Optional<Long> whole(String text) {
    if (!isDecimal(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text).longValueExact());
    } catch (ArithmeticException | NumberFormatException notWholeOrTooLong) {
      return Optional.empty();
    }
  }

  /** A finite number; minus zero is read as zero. */
  public static Optional<Double> real(String text) {
    if (!isDecimal(text)) {
      return Optional.empty();
    }
    double value = Double.parseDouble(text) + 0.0;
    return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
  }

  /** The shortest text that reads back as the value: {@code 0.1}, {@code 600}, {@code 1E-9}. */
  public static String text(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal decimal = decimal(value);
    int exponent = decimal.precision() - decimal.scale();
    return exponent > -6 && exponent < 16 ? decimal.toPlainString() : decimal.toString();
  }

  /**
   * The shortest decimal that reads back as the value. Double.toString would do on Java 19 and
   * later; earlier ones do not always find the shortest (JDK-4511638).
   */
  public static BigDecimal decimal(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(DIGITS)).stripTrailingZeros();
  }

  private static boolean isDecimal(String text) {
    return text.length() <= LONGEST && DECIMAL.matcher(text).matches();
  }
}
