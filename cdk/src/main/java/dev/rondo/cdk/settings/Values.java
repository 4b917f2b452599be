package dev.rondo.cdk.settings;

import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values that a user has given, taken out one by one. A key that nobody asked for is unknown; every
 * problem is kept, so that {@link #finish} can tell them all together.
 */
final class Values {

  private final Map<String, Given> given;
  private final Map<String, String> defaults = new LinkedHashMap<>();
  private final List<Problem> problems;

  Values(Map<String, Given> given, List<Problem> problems) {
    this.given = Map.copyOf(given);
    this.problems = new ArrayList<>(problems);
  }

  boolean flag(String key, boolean otherwise) {
    return take(
        key,
        otherwise,
        "true or false",
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  int integer(String key, int otherwise, int least, int most) {
    return take(
        key,
        otherwise,
        "a whole number from " + least + " to " + most,
        text ->
            text.matches("-?[0-9]{1,9}")
                ? Optional.of(Integer.valueOf(text)).filter(n -> n >= least && n <= most)
                : Optional.empty());
  }

  int oneOf(String key, int otherwise, List<Integer> allowed) {
    return take(
        key,
        otherwise,
        "one of " + allowed.stream().map(String::valueOf).collect(Collectors.joining(", ")),
        text ->
            text.matches("[0-9]{1,9}")
                ? Optional.of(Integer.valueOf(text)).filter(allowed::contains)
                : Optional.empty());
  }

  <E extends Enum<E>> E choice(String key, E otherwise) {
    E[] all = otherwise.getDeclaringClass().getEnumConstants();
    return take(
        key,
        otherwise,
        "one of " + Arrays.stream(all).map(Values::word).collect(Collectors.joining(", ")),
        text -> Arrays.stream(all).filter(e -> word(e).equals(text)).findFirst());
  }

  String text(String key, String otherwise, Pattern pattern, String what) {
    return take(key, otherwise, what, text -> matching(pattern, text));
  }

  Optional<String> optional(String key, Pattern pattern, String what) {
    String value = text(key, "", pattern, what);
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** Several values: a list in YAML, or separated by commas. */
  List<String> list(String key, Pattern pattern, String what) {
    return take(
        key,
        List.of(),
        what + ", several separated by commas",
        text -> {
          List<String> items = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
          return items.stream().allMatch(item -> pattern.matcher(item).matches())
              ? Optional.of(items)
              : Optional.empty();
        });
  }

  /** A rule about several settings; the problem is shown at this one. */
  void rule(boolean kept, String key, String message) {
    if (!kept) {
      problems.add(new Problem(place(key), key + " " + message));
    }
  }

  boolean isGiven(String key) {
    return given.containsKey(key);
  }

  /** Every setting that was asked for, with its default as a user would write it. */
  Map<String, String> defaults() {
    return Map.copyOf(defaults);
  }

  /**
   * @throws InvalidSettingsException if anything was wrong
   */
  void finish() {
    given.forEach(
        (key, value) -> {
          if (!defaults.containsKey(key)) {
            problems.add(
                new Problem(
                    value.place(), "'" + key + "' is no setting: docs/deployment.md lists them"));
          }
        });
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  private <T> T take(String key, T otherwise, String what, Function<String, Optional<T>> read) {
    defaults.put(key, shown(otherwise));
    Given value = given.get(key);
    if (value == null) {
      return otherwise;
    }
    Optional<T> taken = read.apply(value.text());
    if (taken.isEmpty()) {
      problems.add(
          new Problem(value.place(), key + " is " + what + ", not '" + value.text() + "'"));
    }
    return taken.orElse(otherwise);
  }

  private String place(String key) {
    Given value = given.get(key);
    return value == null ? key : value.place();
  }

  private static Optional<String> matching(Pattern pattern, String text) {
    return pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }

  private static String shown(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(String::valueOf).orElse("");
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return value instanceof Enum<?> choice ? word(choice) : String.valueOf(value);
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
