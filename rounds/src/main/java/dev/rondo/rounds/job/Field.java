package dev.rondo.rounds.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One component of {@link JobConfig} and all that is done with it.
 *
 * @param setting how it is described
 * @param kind its values
 * @param getter its value in a configuration
 * @param fallback its value where nobody set it, from the fields resolved before
 */
record Field<T>(
    Setting setting, Kind<T> kind, Function<JobConfig, T> getter, Function<Values, T> fallback) {

  private static final int LONGEST_SHOWN = 60;

  /** A field with one default. */
  static <T> Field<T> of(
      String key, Kind<T> kind, Function<JobConfig, T> getter, String fallback, String meaning) {
    return derived(key, kind, getter, fallback, values -> read(kind, fallback), meaning);
  }

  /** A field whose default follows from the fields before it. */
  static <T> Field<T> derived(
      String key,
      Kind<T> kind,
      Function<JobConfig, T> getter,
      String fallbackInWords,
      Function<Values, T> fallback,
      String meaning) {
    return new Field<>(
        new Setting(key, kind.name(), fallbackInWords, meaning, kind.bounds()),
        kind,
        getter,
        fallback);
  }

  /** A field whose default is another one for some models. */
  static <T> Field<T> byModel(
      String key,
      Kind<T> kind,
      Function<JobConfig, T> getter,
      String fallback,
      Map<String, String> others,
      String meaning) {
    StringBuilder words = new StringBuilder(fallback);
    others.forEach(
        (model, other) -> words.append("; ").append(other).append(" for ").append(model));
    return derived(
        key,
        kind,
        getter,
        words.toString(),
        values -> read(kind, others.getOrDefault(values.get(Fields.MODEL), fallback)),
        meaning);
  }

  private static <T> T read(Kind<T> kind, String fallback) {
    return kind.parse(fallback)
        .orElseThrow(() -> new IllegalStateException("default " + fallback + " is not allowed"));
  }

  String key() {
    return setting.key();
  }

  String text(JobConfig config) {
    return kind.text(getter.apply(config));
  }

  String text(Values values) {
    return kind.text(values.get(this));
  }

  void writeTo(ObjectNode json, JobConfig config) {
    json.set(key(), kind.json(getter.apply(config)));
  }

  /** Reads a text into the values, or says what is wrong with it. */
  Optional<Problem> read(String text, String place, Values values) {
    Optional<T> value = kind.parse(text);
    value.ifPresent(present -> values.put(this, present));
    return value.isPresent() ? Optional.empty() : Optional.of(wrong(text, place));
  }

  /** Takes a value that was made in code, or says what is wrong with it. */
  Optional<Problem> accept(Object value, Values values) {
    T typed = kind.type().cast(value);
    values.put(this, typed);
    return kind.allows(typed) ? Optional.empty() : Optional.of(wrong(kind.text(typed), key()));
  }

  void fallBack(Values values) {
    values.put(this, fallback.apply(values));
  }

  private Problem wrong(String text, String place) {
    return problem(
        place,
        "must be "
            + kind.bounds()
            + ", but is "
            + shown(text)
            + " (default: "
            + setting.defaultText()
            + ")");
  }

  /** A problem whose message names the setting unless its place already does. */
  Problem problem(String place, String message) {
    boolean named = place.equals(setting.flag()) || place.equals(key());
    return new Problem(place, named ? message : key() + " " + message);
  }

  /** A user's text, on one line and not too long. */
  static String shown(String text) {
    String cut = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
    StringBuilder shown = new StringBuilder("\"");
    cut.codePoints()
        .map(character -> Character.isISOControl(character) ? '?' : character)
        .forEach(shown::appendCodePoint);
    return shown.append('"').toString();
  }
}
