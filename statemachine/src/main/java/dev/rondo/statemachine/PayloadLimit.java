package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.statemachine.definition.ErrorNames;

/** Step Functions' bound of what a state takes or gives: 256 KiB of JSON in UTF-8. */
final class PayloadLimit {
  static final long BYTES = 256 * 1024;

  private PayloadLimit() {}

  static JsonNode check(JsonNode value, String what) {
    long size = size(value);
    if (size > BYTES) {
      throw new Failure.Thrown(
          new Failure(
              ErrorNames.DATA_LIMIT_EXCEEDED,
              what + " is " + size + " bytes long; at most " + BYTES + " are allowed"));
    }
    return value;
  }

  /** The length of its compact JSON text, in bytes. */
  static long size(JsonNode value) {
    if (value.isTextual()) {
      return text(value.textValue());
    }
    if (!value.isContainerNode()) {
      return value.asText().length();
    }
    long size = 2L + Math.max(0, value.size() - 1);
    if (value.isArray()) {
      for (JsonNode item : value) {
        size += size(item);
      }
      return size;
    }
    for (var field : value.properties()) {
      size += text(field.getKey()) + 1 + size(field.getValue());
    }
    return size;
  }

  private static long text(String text) {
    long size = 2;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t' || c == '\b' || c == '\f') {
        size += 2;
      } else if (c < ' ') {
        size += 6;
      } else if (c < 0x80) {
        size += 1;
      } else {
        // A surrogate is half of a character of four bytes.
        size += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
      }
    }
    return size;
  }
}
