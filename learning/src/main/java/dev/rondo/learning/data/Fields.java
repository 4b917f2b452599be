package dev.rondo.learning.data;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** The texts of a table's fields. */
final class Fields {

  private static final int LONGEST_SHOWN = 40;
  private static final Pattern WHOLE_WITH_POINT = Pattern.compile("([+-]?[0-9]+)\\.0+");

  private Fields() {}

  /** The number that a field is in decimal notation; empty if it is none. */
  static OptionalDouble number(String field) {
    String text = field.strip();
    if (text.isEmpty() || !isDecimal(text)) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** Java would also read hexadecimal numbers, NaN, and suffixes such as 1d. */
  private static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed = (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+';
      if (!allowed && c != 'e' && c != 'E') {
        return false;
      }
    }
    return true;
  }

  /** A label as the list of classes has it: other programs write the label 1 as 1.0. */
  static String label(String field) {
    String text = field.strip();
    return WHOLE_WITH_POINT.matcher(text).replaceFirst("$1");
  }

  /** A text of a file, fit for one line of a message. */
  static String shown(String field) {
    String text = field.strip().replaceAll("\\p{C}", "?");
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
  }
}
