package dev.rondo.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The settings of one program: its fields in order, and the rules between them. */
public final class Schema {

  /**
   * What must hold between settings.
   *
   * @param field where a broken rule is reported
   * @param message continues the field's name: "is above ..."
   */
  private record Rule(Field<?> field, Predicate<Values> holds, Function<Values, String> message) {}

  private final Naming naming;
  private final List<Field<?>> fields;
  private final List<Rule> rules;

  private Schema(Naming naming, List<Field<?>> fields, List<Rule> rules) {
    this.naming = naming;
    this.fields = List.copyOf(fields);
    this.rules = List.copyOf(rules);
  }

  /**
   * A schema to be filled.
   *
   * @param naming how messages name a setting that was not given
   */
  public static Builder builder(Naming naming) {
    return new Builder(naming);
  }

  /** Collects fields in the order of their declaration. */
  public static final class Builder {

    private final Naming naming;
    private final List<Field<?>> fields = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();

    private Builder(Naming naming) {
      this.naming = naming;
    }

    /** Adds a field and returns it. */
    public <T> Field<T> add(Field<T> field) {
      fields.add(field);
      return field;
    }

    /** Adds a field with a fixed default and returns it. */
    public <T> Field<T> add(String key, Kind<T> kind, String byDefault, String description) {
      return add(Field.of(key, kind, byDefault, description));
    }

    /** Adds the fields and rules of another schema. */
    public Builder include(Schema other) {
      fields.addAll(other.fields);
      rules.addAll(other.rules);
      return this;
    }

    /** Adds a rule. It is not checked while a value that it needs is unreadable. */
    public Builder rule(
        Field<?> field, Predicate<Values> holds, Function<Values, String> otherwise) {
      rules.add(new Rule(field, holds, otherwise));
      return this;
    }

    /** Adds a rule with a fixed message. */
    public Builder rule(Field<?> field, Predicate<Values> holds, String otherwise) {
      return rule(field, holds, values -> otherwise);
    }

    public Schema build() {
      return new Schema(naming, fields, rules);
    }
  }

  /** All fields, in order. */
  public List<Field<?>> fields() {
    return fields;
  }

  /** The field of a key. */
  public Optional<Field<?>> field(String key) {
    return fields.stream()
        .filter(field -> field.key().equals(key))
        .findFirst()
        .map(Function.identity());
  }

  /**
   * The values that the settings give, with defaults for the others.
   *
   * @throws InvalidSettingsException with all problems
   */
  public Values resolve(RawSettings raw) {
    return new Resolution(this, raw).values();
  }

  String nameOf(Field<?> field) {
    return naming.name(field.key());
  }

  /** The problems of values that are allowed one by one. */
  List<Problem> broken(Values values, Function<Field<?>, String> place) {
    List<Problem> problems = new ArrayList<>();
    for (Rule rule : rules) {
      try {
        if (!rule.holds.test(values)) {
          Field<?> field = rule.field;
          problems.add(Problem.of(place.apply(field), field.key(), rule.message.apply(values)));
        }
      } catch (Values.Unreadable e) {
        // The unreadable value is a problem itself; one mistake is reported once.
      }
    }
    return problems;
  }
}
