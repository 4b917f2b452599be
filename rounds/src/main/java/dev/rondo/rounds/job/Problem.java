package dev.rondo.rounds.job;

import java.io.Serializable;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that is wrong with a configuration.
 *
 * @param place where the user finds it: {@code job.yaml:3}, {@code --learning-rate}, or the key
 *     when the configuration came as JSON or from code
 * @param message what is wrong and what would be right
 */
public record Problem(String place, String message) implements Serializable {

  /** By file, then by line as a number, then by message. */
  static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparing(Problem::place)
          .thenComparing(Problem::message);

  private static final Pattern FILE_AND_LINE = Pattern.compile("(.*):([0-9]{1,9})", Pattern.DOTALL);

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
    return place + ": " + message;
  }
}
