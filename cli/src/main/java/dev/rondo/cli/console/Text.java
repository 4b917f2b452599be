package dev.rondo.cli.console;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Formats numbers and text for output, independent of the locale. */
public final class Text {

  public static final String UNKNOWN = "-";

  private Text() {}

  public static String loss(OptionalDouble value) {
    return value.isPresent() ? loss(value.getAsDouble()) : UNKNOWN;
  }

  public static String loss(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  public static String percent(OptionalDouble share) {
    return share.isPresent() ? percent(share.getAsDouble()) : UNKNOWN;
  }

  /** A share from 0 to 1; NaN is unknown. */
  public static String percent(double share) {
    return Double.isNaN(share) ? UNKNOWN : String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  public static String seconds(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : UNKNOWN;
  }

  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A number without unnecessary digits. */
  public static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /**
   * Replaces control characters by spaces, so that text from a client cannot control the terminal.
   */
  public static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  /** Ascending numbers as ranges: {@code 0-3, 5}. */
  public static String ranges(List<Integer> numbers) {
    if (numbers.isEmpty()) {
      return "none";
    }
    List<String> ranges = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= numbers.size(); i++) {
      if (i == numbers.size() || numbers.get(i) != numbers.get(i - 1) + 1) {
        int from = numbers.get(start);
        int to = numbers.get(i - 1);
        ranges.add(from == to ? Integer.toString(from) : from + "-" + to);
        start = i;
      }
    }
    return String.join(", ", ranges);
  }

  /** Why a file could not be read or written. */
  public static String reason(IOException e) {
    if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    return e.toString();
  }
}
