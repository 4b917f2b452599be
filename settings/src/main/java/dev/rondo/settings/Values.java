package dev.rondo.settings;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The typed values of all fields of a schema, given or by default. Immutable once {@link
 * Schema#resolve} has returned it.
 */
public final class Values {

  private final Schema schema;
  private final Set<String> given;
  private final List<Problem> warnings;
  private final Map<Field<?>, Object> values;

  /** Fields without a value, because the user's text for them or for their default is unusable. */
  private final Set<Field<?>> unreadable;

  Values(
      Schema schema,
      Map<Field<?>, Object> read,
      Set<Field<?>> unreadable,
      Set<String> given,
      List<Problem> warnings) {
    this.schema = schema;
    this.values = new HashMap<>(read);
    this.unreadable = new HashSet<>(unreadable);
    this.given = Set.copyOf(given);
    this.warnings = List.copyOf(warnings);
    for (Field<?> field : schema.fields()) {
      try {
        get(field);
      } catch (Unreadable e) {
        this.unreadable.add(field);
      }
    }
  }

  /** Thrown to a rule or default that needs a value that could not be read: it is skipped. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable() {
      super("needs a value that could not be read", null, false, false);
    }
  }

  /**
   * The value of a field.
   *
   * @throws IllegalArgumentException if the schema does not have it
   */
  public <T> T get(Field<T> field) {
    if (unreadable.contains(field)) {
      throw new Unreadable();
    }
    Object value = values.get(field);
    if (value == null) {
      if (!schema.fields().contains(field)) {
        throw new IllegalArgumentException(field + " is not one of " + schema.fields());
      }
      value = field.fallBack(this);
      values.put(field, value);
    }
    @SuppressWarnings("unchecked") // Values are put in by their field alone.
    T typed = (T) value;
    return typed;
  }

  /** The value of a field in its canonical text. */
  public <T> String text(Field<T> field) {
    return field.kind().text(get(field));
  }

  /** Whether the user gave the field, so that its value is not the default. */
  public boolean isGiven(Field<?> field) {
    return given.contains(field.key());
  }

  /** The value of a field if the user gave it; empty if it is the default. */
  public <T> Optional<T> given(Field<T> field) {
    return isGiven(field) ? Optional.of(get(field)) : Optional.empty();
  }

  /** Environment variables that look like settings and are unknown. */
  public List<Problem> warnings() {
    return warnings;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Values that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    schema
        .fields()
        .forEach(field -> text.append(field).append('=').append(text(field)).append(' '));
    return text.toString().strip();
  }
}
