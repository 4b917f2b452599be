package dev.rondo.settings;

import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of value: how it is parsed, written and described.
 *
 * @param name one word for help texts, such as {@code number}
 * @param bounds the allowed values, read after "must be"
 * @param shape what a YAML file may hold for it
 * @param parser empty for a text that is not allowed
 * @param writer the canonical text of a value; {@code parser} reads it back
 */
public record Kind<T>(
    String name,
    String bounds,
    Shape shape,
    Function<String, Optional<T>> parser,
    Function<T, String> writer) {

  /** The shapes of a value in YAML. */
  public enum Shape {
    /** Text or a number. */
    ONE,
    /** {@code true} or {@code false} without quotes. */
    BOOLEAN,
    /** A list of texts, joined by commas. */
    LIST
  }

  /** A kind of one text or number. */
  public static <T> Kind<T> of(
      String name,
      String bounds,
      Function<String, Optional<T>> parser,
      Function<T, String> writer) {
    return new Kind<>(name, bounds, Shape.ONE, parser, writer);
  }

  /** The value of a text; empty if it is not allowed. */
  public Optional<T> parse(String text) {
    return parser.apply(text);
  }

  /** The canonical text of a value. */
  public String text(T value) {
    return writer.apply(value);
  }
}
