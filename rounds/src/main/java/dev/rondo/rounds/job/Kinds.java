package dev.rondo.rounds.job;

import dev.rondo.protocol.round.AggregationRule;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;

/** The kinds of values that settings have. */
final class Kinds {

  static final int MILLION = 1_000_000;

  private static final int LONGEST_TEXT = 1024;
  private static final Pattern JOB = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private Kinds() {}

  static Kind<Integer> integer(int from, int to) {
    return new Kind<>(
        Integer.class,
        "integer",
        "a whole number from " + from + " to " + to,
        text ->
            Numbers.whole(text).filter(value -> value >= from && value <= to).map(Long::intValue),
        Object::toString);
  }

  static Kind<Long> seed() {
    return new Kind<>(
        Long.class,
        "integer",
        "a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE,
        Numbers::whole,
        Object::toString);
  }

  static Kind<Double> fromZeroTo(int to) {
    return number("a number from 0 to " + to, value -> value >= 0 && value <= to);
  }

  static Kind<Double> fromZeroToBelowOne() {
    return number("a number from 0 to below 1", value -> value >= 0 && value < 1);
  }

  static Kind<Double> fromOneTo(int to) {
    return number("a number from 1 to " + to, value -> value >= 1 && value <= to);
  }

  static Kind<Double> aboveZeroTo(int to) {
    return number("a number above 0, at most " + to, value -> value > 0 && value <= to);
  }

  static Kind<Double> atLeastZero() {
    return number("a number, at least 0", value -> value >= 0);
  }

  private static Kind<Double> number(String bounds, DoublePredicate allowed) {
    return new Kind<>(
        Double.class,
        "number",
        bounds,
        text -> Numbers.real(text).filter(allowed::test),
        Numbers::text);
  }

  static Kind<String> text() {
    return new Kind<>(
        String.class,
        "text",
        "text of 1 to " + LONGEST_TEXT + " characters without line breaks or control characters",
        text -> Optional.of(text).filter(Kinds::isOneLine),
        text -> text);
  }

  private static boolean isOneLine(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_TEXT
        && text.codePoints().noneMatch(Kinds::breaksLines)
        // Half a surrogate pair would come back from job.json as something else.
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static boolean breaksLines(int codePoint) {
    return Character.isISOControl(codePoint) || codePoint == 0x2028 || codePoint == 0x2029;
  }

  static Kind<String> jobName() {
    return new Kind<>(
        String.class,
        "name",
        "1 to 63 characters of a-z, 0-9 and -, the first of them no -",
        text -> Optional.of(text).filter(name -> JOB.matcher(name).matches()),
        text -> text);
  }

  static Kind<AggregationRule> aggregation() {
    return new Kind<>(
        AggregationRule.class,
        "rule",
        "weighted, unweighted, median, trimmed:SHARE (a share above 0, below 0.5) or krum:F (F a"
            + " whole number from 1 to 100000)",
        AggregationRule::parse,
        AggregationRule::text);
  }

  static Kind<String> split() {
    return new Kind<>(
        String.class,
        "split",
        "iid, shards:N or labels:N (N a whole number from 1 to 1000000), or dirichlet:A (A a number"
            + " above 0, at most 1000000)",
        Kinds::parseSplit,
        text -> text);
  }

  /** Writes a split in one way only, so that {@code dirichlet:0.50} is no other configuration. */
  private static Optional<String> parseSplit(String text) {
    if (text.equals("iid")) {
      return Optional.of(text);
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String rest = text.substring(colon + 1);
    String name = text.substring(0, colon);
    return switch (name) {
      case "shards", "labels" -> integer(1, MILLION).parse(rest).map(count -> name + ":" + count);
      case "dirichlet" ->
          aboveZeroTo(MILLION).parse(rest).map(alpha -> name + ":" + Numbers.text(alpha));
      default -> Optional.empty();
    };
  }

  static Kind<Stragglers> stragglers() {
    return new Kind<>(
        Stragglers.class,
        "stragglers",
        "none, or FRACTION:FACTOR such as 0.2:10 (a share from 0 to 1 of the clients takes 1 to"
            + " 1000000 times as long)",
        Kinds::parseStragglers,
        Stragglers::text);
  }

  private static Optional<Stragglers> parseStragglers(String text) {
    if (text.equals("none")) {
      return Optional.of(Stragglers.NONE);
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    Optional<Double> factor = fromOneTo(MILLION).parse(text.substring(colon + 1));
    return fromZeroTo(1)
        .parse(text.substring(0, colon))
        .flatMap(fraction -> factor.map(times -> new Stragglers(fraction, times)));
  }
}
