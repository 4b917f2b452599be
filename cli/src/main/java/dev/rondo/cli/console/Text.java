package dev.rondo.cli.console;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Figures and words as the commands print them: English decimals everywhere. */
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

  /** A share of one; a share of nothing (NaN) is unknown. */
  public static String percent(double share) {
    return Double.isNaN(share) ? UNKNOWN : String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  public static String seconds(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : UNKNOWN;
  }

  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A number without digits that say nothing. */
  public static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Text of a client must not command the terminal: control characters become spaces. */
  public static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  /** Rising numbers in few words: {@code 0-3, 5}. */
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

  /** Why a file could not be read or written, in words where the system gives any. */
  public static String reason(IOException e) {
    if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    return e.toString();
  }
}
