package dev.rondo.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that more than one program has. */
public final class Kinds {

  private static final int LONGEST_TEXT = 1024;
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private Kinds() {}

  /** A whole number; {@code 1e3} is one, too. */
  public static Kind<Integer> integer(int from, int to) {
    return Kind.of(
        "integer",
        "a whole number from " + from + " to " + to,
        text -> Numbers.whole(text).filter(n -> n >= from && n <= to).map(Long::intValue),
        Object::toString);
  }

  /** Any 64-bit whole number. */
  public static Kind<Long> longInteger() {
    return Kind.of(
        "integer",
        "a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE,
        Numbers::whole,
        Object::toString);
  }

  /** A whole number of seconds. */
  public static Kind<Duration> seconds(int from, int to) {
    Kind<Integer> whole = integer(from, to);
    return Kind.of(
        "seconds",
        whole.bounds(),
        text -> whole.parse(text).map(Duration::ofSeconds),
        duration -> String.valueOf(duration.toSeconds()));
  }

  /** A number from 0 to a maximum. */
  public static Kind<Double> fromZeroTo(int to) {
    return number("a number from 0 to " + to, value -> value >= 0 && value <= to);
  }

  /** A number from 0 to below 1. */
  public static Kind<Double> fromZeroToBelowOne() {
    return number("a number from 0 to below 1", value -> value >= 0 && value < 1);
  }

  /** A number from 1 to a maximum. */
  public static Kind<Double> fromOneTo(int to) {
    return number("a number from 1 to " + to, value -> value >= 1 && value <= to);
  }

  /** A number above 0, up to a maximum. */
  public static Kind<Double> aboveZeroTo(int to) {
    return number("a number above 0 and at most " + to, value -> value > 0 && value <= to);
  }

  /** A number of 0 or more. */
  public static Kind<Double> atLeastZero() {
    return number("a number of at least 0", value -> value >= 0);
  }

  private static Kind<Double> number(String bounds, DoublePredicate allowed) {
    return Kind.of(
        "number",
        bounds,
        text -> Numbers.real(text).filter(allowed::test),
        value -> Numbers.text(value));
  }

  /** One line of text. */
  public static Kind<String> text() {
    return text(
        "text",
        "text of 1 to " + LONGEST_TEXT + " characters without line breaks or control characters",
        Kinds::isOneLine);
  }

  /** A text that matches a pattern. */
  public static Kind<String> matching(String name, String regex, String bounds) {
    Pattern pattern = Pattern.compile(regex);
    return text(name, bounds, text -> pattern.matcher(text).matches());
  }

  /** A text for which a condition holds. */
  public static Kind<String> text(String name, String bounds, Predicate<String> allowed) {
    return Kind.of(name, bounds, text -> Optional.of(text).filter(allowed), text -> text);
  }

  private static boolean isOneLine(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_TEXT
        && text.codePoints().noneMatch(Kinds::breaksLines)
        // Half a surrogate pair would come back from JSON as something else.
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static boolean breaksLines(int codePoint) {
    return Character.isISOControl(codePoint) || codePoint == 0x2028 || codePoint == 0x2029;
  }

  /** The name of an S3 bucket. */
  public static Kind<String> bucket() {
    return text("bucket", "an S3 bucket name", text -> BUCKET.matcher(text).matches());
  }

  /**
   * An HTTP or HTTPS URL.
   *
   * @param what such as "the URL of an SQS queue"
   */
  public static Kind<URI> url(String what) {
    return Kind.of("url", what, Kinds::parseUrl, URI::toString);
  }

  private static Optional<URI> parseUrl(String text) {
    try {
      URI uri = new URI(text);
      boolean web = uri.getScheme() != null && uri.getScheme().matches("https?");
      return web && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** A path of the file system. */
  public static Kind<Path> path() {
    return Kind.of("path", "a path", Kinds::parsePath, Path::toString);
  }

  private static Optional<Path> parsePath(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** {@code true} or {@code false}. */
  public static Kind<Boolean> bool() {
    Kind<Boolean> choice = choice(List.of(true, false), String::valueOf);
    return new Kind<>(
        "boolean", choice.bounds(), Kind.Shape.BOOLEAN, choice.parser(), choice.writer());
  }

  /** One of several values, each known by a word. */
  public static <T> Kind<T> choice(List<T> values, Function<T, String> word) {
    List<String> words = values.stream().map(word).toList();
    String last = words.get(words.size() - 1);
    return new Kind<>(
        "choice",
        String.join(", ", words.subList(0, words.size() - 1)) + " or " + last,
        values.contains(true) ? Kind.Shape.BOOLEAN : Kind.Shape.ONE,
        text -> values.stream().filter(value -> word.apply(value).equals(text)).findFirst(),
        word);
  }

  /** A value or none; none is the empty text. */
  public static <T> Kind<Optional<T>> optional(Kind<T> kind) {
    return new Kind<>(
        kind.name(),
        kind.bounds(),
        kind.shape(),
        text -> {
          Optional<T> value = kind.parse(text);
          return text.isEmpty() || value.isPresent() ? Optional.of(value) : Optional.empty();
        },
        value -> value.map(kind::text).orElse(""));
  }

  /** Any number of values: a list in YAML and in CDK's context, separated by commas elsewhere. */
  public static Kind<List<String>> list(Kind<String> item) {
    return new Kind<>(
        "list",
        item.bounds() + ", or several of them separated by commas",
        Kind.Shape.LIST,
        text -> parseList(item, text),
        items -> String.join(",", items));
  }

  private static Optional<List<String>> parseList(Kind<String> item, String text) {
    if (text.isEmpty()) {
      return Optional.of(List.of());
    }
    List<Optional<String>> items =
        Arrays.stream(text.split(",", -1)).map(part -> item.parse(part.strip())).toList();
    return items.stream().allMatch(Optional::isPresent)
        ? Optional.of(items.stream().flatMap(Optional::stream).collect(Collectors.toList()))
        : Optional.empty();
  }
}
