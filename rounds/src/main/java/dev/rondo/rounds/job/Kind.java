package dev.rondo.rounds.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of value: how it is read, written and described.
 *
 * @param type its Java type
 * @param name one word for help texts, such as {@code number}
 * @param bounds what is allowed, to be read after "must be"
 * @param parser empty for a text that is not allowed
 * @param writer the one text that a value is written as; {@code parser} reads it back
 */
record Kind<T>(
    Class<T> type,
    String name,
    String bounds,
    Function<String, Optional<T>> parser,
    Function<T, String> writer) {

  Optional<T> parse(String text) {
    return parser.apply(text);
  }

  String text(T value) {
    return writer.apply(value);
  }

  /** Whether a value made in code could have been read, so that files and code obey one rule. */
  boolean allows(T value) {
    return parse(text(value)).filter(value::equals).isPresent();
  }

  boolean isNumber() {
    return Number.class.isAssignableFrom(type);
  }

  JsonNode json(T value) {
    if (value instanceof Double real) {
      return DoubleNode.valueOf(real);
    }
    if (value instanceof Long whole && whole.intValue() != whole) {
      return LongNode.valueOf(whole);
    }
    return value instanceof Number whole
        ? IntNode.valueOf(whole.intValue())
        : TextNode.valueOf(text(value));
  }
}
