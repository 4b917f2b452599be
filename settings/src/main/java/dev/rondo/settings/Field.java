package dev.rondo.settings;

import java.util.Optional;
import java.util.function.Function;

/**
 * One setting: its key, its kind of values, its default and its description. Everything else, such
 * as its flag, its checks, its line in a help text and its row in a table, follows from these.
 *
 * @param <T> the type of its values
 */
public final class Field<T> {

  private final String key;
  private final Kind<T> kind;
  private final String defaultText;
  private final Optional<Function<Values, T>> fallback;
  private final String description;

  private Field(
      String key,
      Kind<T> kind,
      String defaultText,
      Optional<Function<Values, T>> fallback,
      String description) {
    this.key = key;
    this.kind = kind;
    this.defaultText = defaultText;
    this.fallback = fallback;
    this.description = description;
  }

  /** A field with a fixed default, written as a user would; the empty text of an optional kind. */
  public static <T> Field<T> of(String key, Kind<T> kind, String byDefault, String description) {
    T value = kind.parse(byDefault).orElseThrow(() -> new IllegalArgumentException(byDefault));
    return derived(key, kind, byDefault, values -> value, description);
  }

  /**
   * A field whose default follows from other fields.
   *
   * @param inWords the default as documentation shows it
   */
  public static <T> Field<T> derived(
      String key, Kind<T> kind, String inWords, Function<Values, T> fallback, String description) {
    return new Field<>(key, kind, inWords, Optional.of(fallback), description);
  }

  /**
   * A field that must be set.
   *
   * @param source where the user finds the value, such as "see the stack output BucketName"
   */
  public static <T> Field<T> required(String key, Kind<T> kind, String source, String description) {
    return new Field<>(key, kind, source, Optional.empty(), description);
  }

  /** The name in files, in snake case. */
  public String key() {
    return key;
  }

  public Kind<T> kind() {
    return kind;
  }

  public boolean isRequired() {
    return fallback.isEmpty();
  }

  /** The default as a user would write it, or in words; "required" if there is none. */
  public String defaultText() {
    return isRequired() ? "required" : defaultText;
  }

  /** What the setting does, in one line. */
  public String description() {
    return description;
  }

  /** The default as it ends a line of help: {@code " (default: 0.1)"}. */
  public String hint() {
    String text = isRequired() ? "required" : "default: " + defaultText;
    return defaultText.isEmpty() ? "" : " (" + text + ")";
  }

  Problem missing(String place) {
    return Problem.of(
        place, key, "is not set (expected " + kind.bounds() + "; " + defaultText + ")");
  }

  T fallBack(Values values) {
    return fallback.orElseThrow(Values.Unreadable::new).apply(values);
  }

  /** The value of an entry; empty if it is not allowed. */
  Optional<T> read(RawSettings.Entry entry) {
    boolean fits = entry.shape() == Kind.Shape.ONE || entry.shape() == kind.shape();
    return fits ? kind.parse(entry.value()) : Optional.empty();
  }

  Problem wrong(RawSettings.Entry entry) {
    String is =
        switch (entry.shape()) {
          case ONE -> Problem.quoted(entry.value());
          case BOOLEAN -> "a boolean; put text in quotes";
          case LIST -> "a list";
        };
    String hint = isRequired() ? " (" + defaultText + ")" : hint();
    return Problem.of(entry.place(), key, "must be " + kind.bounds() + ", but is " + is + hint);
  }

  @Override
  public String toString() {
    return key;
  }
}
