package dev.rondo.cli.doctor;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The lines of a log that say why an instance runs no agent, as one short line. */
final class LastWords {

  /** What the setup of an instance prints last when it failed. */
  private static final String GAVE_UP = "rondo: setup of this instance failed";

  private static final int LINES = 2;

  /** Characters of each line. */
  private static final int LENGTH = 200;

  private static final Pattern COLOR = Pattern.compile("\\x1B\\[[0-9;?]*[A-Za-z]");

  /** Control characters, also those beyond ASCII, and invisible ones that reorder text. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

  private LastWords() {}

  /** Why a setup failed: its last words and the line before; empty if it has not failed. */
  static Optional<String> ofFailedSetup(List<String> lines) {
    List<String> meaningful = meaningful(lines);
    for (int at = meaningful.size() - 1; at >= 0; at--) {
      if (meaningful.get(at).contains(GAVE_UP)) {
        return Optional.of(join(meaningful.subList(Math.max(0, at - LINES + 1), at + 1)));
      }
    }
    return Optional.empty();
  }

  /** The end of a log; empty if it has no text. */
  static Optional<String> of(List<String> lines) {
    List<String> meaningful = meaningful(lines);
    return meaningful.isEmpty()
        ? Optional.empty()
        : Optional.of(
            join(meaningful.subList(Math.max(0, meaningful.size() - LINES), meaningful.size())));
  }

  private static List<String> meaningful(List<String> lines) {
    return lines.stream().map(LastWords::clean).filter(line -> !line.isEmpty()).toList();
  }

  private static String clean(String line) {
    String text = COLOR.matcher(line).replaceAll("");
    return CONTROL.matcher(text).replaceAll(" ").strip();
  }

  private static String join(List<String> lines) {
    return String.join(" | ", lines.stream().map(LastWords::shorten).toList());
  }

  private static String shorten(String line) {
    return line.codePointCount(0, line.length()) <= LENGTH
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LENGTH)) + "...";
  }
}
