package dev.rondo.protocol.store;

import java.util.Locale;
import java.util.regex.Pattern;

/** A field of a {@link KeyTemplate}, with the values that it can have. */
enum KeyField {
  JOB("a job's id", "[a-z0-9][a-z0-9-]{0,62}"),
  CLIENT("a client's id", "[A-Za-z0-9_.:=,@-]{1,193}"),
  DATASET("a data set's name", "[a-z0-9][a-z0-9-]{0,62}"),
  DATA_SHARD("a data shard's name", "[a-z0-9][a-z0-9-]{0,62}"),
  NUMBER("a number", "[0-9]{8}"),
  SEAT_BLOCK("a block of seats", "[0-9]{5}"),
  BLOCK("a block of rejections", "[0-9a-f]{2}"),
  SHA256("a SHA-256 digest", "[0-9a-f]{64}"),
  DIGEST("a digest", "[^/]+");

  /** A field in a template: its name in braces. */
  static final Pattern IN_TEMPLATE = Pattern.compile("\\{([a-z0-9_]+)}");

  private final String name;
  private final Pattern pattern;

  KeyField(String name, String regex) {
    this.name = name;
    this.pattern = Pattern.compile(regex);
  }

  static KeyField of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  String regex() {
    return pattern.pattern();
  }

  boolean allows(String value) {
    return pattern.matcher(value).matches() && !isFolder(value);
  }

  /** Whether this would be a folder as a file name. */
  static boolean isFolder(String value) {
    return value.equals(".") || value.equals("..");
  }

  /**
   * A value as it stands in a key.
   *
   * @throws IllegalArgumentException if it cannot
   */
  String text(Object value) {
    String text = value instanceof Integer number ? digits(number) : String.valueOf(value);
    if (!allows(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not " + name + ", which must match " + regex());
    }
    return text;
  }

  private static String digits(int number) {
    if (number < 0 || number > KeyTemplate.MAX_NUMBER) {
      throw new IllegalArgumentException(
          "A round or version must be 0 to " + KeyTemplate.MAX_NUMBER + ", but is " + number);
    }
    String digits = Integer.toString(number);
    return "00000000".substring(digits.length()) + digits;
  }
}
