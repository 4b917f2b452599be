package dev.rondo.rounds.job;

import java.util.HashMap;
import java.util.Map;

/** Values of fields while a configuration is put together. */
final class Values {

  private final Map<String, Object> byKey = new HashMap<>();

  <T> void put(Field<T> field, T value) {
    byKey.put(field.key(), value);
  }

  /** The value of a field that was read or fell back before. */
  <T> T get(Field<T> field) {
    Object value = byKey.get(field.key());
    if (value == null) {
      throw new IllegalStateException(field.key() + " is not resolved yet");
    }
    return field.kind().type().cast(value);
  }

  boolean has(Field<?> field) {
    return byKey.containsKey(field.key());
  }
}
