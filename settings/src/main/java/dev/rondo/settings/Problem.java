package dev.rondo.settings;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One problem of the settings.
 *
 * @param place where the user finds it: {@code job.yaml:3}, {@code --learning-rate}, {@code
 *     RONDO_BUCKET}, {@code -c ec2_nodes}, or the key
 * @param text one line that names the place, says what is wrong and what to do
 */
public record Problem(String place, String text) implements Serializable {

  /** By file, then by line as a number, then by text. */
  static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparing(Problem::place)
          .thenComparing(Problem::text);

  private static final Pattern FILE_AND_LINE = Pattern.compile("(.*):([0-9]{1,9})", Pattern.DOTALL);
  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");
  private static final int LONGEST_SHOWN = 60;

  public Problem {
    text = UNPRINTABLE.matcher(text).replaceAll("?");
  }

  /** A problem of a place: {@code job.yaml:3: message}. */
  public static Problem at(String place, String message) {
    return new Problem(place, place + ": " + message);
  }

  /**
   * A problem of a setting. The message continues its name: {@code job.yaml:3: epochs must be ...},
   * {@code --epochs must be ...}.
   */
  public static Problem of(String place, String key, String message) {
    boolean named =
        !FILE_AND_LINE.matcher(place).matches()
            && place.toLowerCase(Locale.ROOT).replace('-', '_').contains(key);
    return named ? new Problem(place, place + " " + message) : at(place, key + " " + message);
  }

  /** What a user wrote, in quotes and not too long. */
  static String quoted(String text) {
    String cut = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
    return '"' + cut + '"';
  }

  private String file() {
    Matcher matcher = FILE_AND_LINE.matcher(place);
    return matcher.matches() ? matcher.group(1) : place;
  }

  private int line() {
    Matcher matcher = FILE_AND_LINE.matcher(place);
    return matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
