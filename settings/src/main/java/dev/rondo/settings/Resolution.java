package dev.rondo.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes typed values of raw settings, and collects every problem on the way. */
final class Resolution {

  private final Schema schema;
  private final RawSettings raw;
  private final List<String> keys;
  private final List<Problem> problems;

  /** Keys whose values are unknown: unreadable, or probably meant by a misspelt key. */
  private final Set<String> unknown;

  Resolution(Schema schema, RawSettings raw) {
    this.schema = schema;
    this.raw = raw;
    this.keys = schema.fields().stream().map(Field::key).toList();
    this.problems = new ArrayList<>(raw.problems());
    this.unknown = new HashSet<>(raw.unreadable().keySet());
  }

  Values values() {
    raw.unreadable().forEach(this::checkKey);
    raw.entries().forEach((key, entry) -> checkKey(key, entry.place()));
    Map<Field<?>, Object> read = new HashMap<>();
    Set<Field<?>> unreadable = new HashSet<>();
    for (Field<?> field : schema.fields()) {
      read(field, read, unreadable);
    }
    Values values = new Values(schema, read, unreadable, raw.entries().keySet(), warnings());
    if (raw.complete()) {
      problems.addAll(schema.broken(values, this::place));
    }
    if (!problems.isEmpty()) {
      raw.unknownVariables().stream()
          .filter(name -> Spelling.closest(Naming.VARIABLE.key(name), keys).isPresent())
          .forEach(name -> problems.add(unknownKey(Naming.VARIABLE.key(name), name)));
      throw new InvalidSettingsException(problems);
    }
    return values;
  }

  private void read(Field<?> field, Map<Field<?>, Object> read, Set<Field<?>> unreadable) {
    RawSettings.Entry entry = raw.entries().get(field.key());
    if (entry != null) {
      Optional<?> value = field.read(entry);
      value.ifPresent(present -> read.put(field, present));
      if (value.isEmpty()) {
        problems.add(field.wrong(entry));
        unreadable.add(field);
      }
    } else if (unknown.contains(field.key())) {
      unreadable.add(field);
    } else if (field.isRequired()) {
      unreadable.add(field);
      if (raw.complete()) {
        problems.add(field.missing(schema.nameOf(field)));
      }
    }
  }

  private String place(Field<?> field) {
    RawSettings.Entry entry = raw.entries().get(field.key());
    return entry == null ? schema.nameOf(field) : entry.place();
  }

  private void checkKey(String key, String place) {
    if (!keys.contains(key)) {
      Spelling.closest(key, keys).ifPresent(unknown::add);
      problems.add(unknownKey(key, place));
    }
  }

  private Problem unknownKey(String key, String place) {
    Naming naming = Naming.of(place);
    String which = naming == Naming.KEY ? " " + Problem.quoted(key) : "";
    Optional<String> closest = Spelling.closest(key, keys);
    Naming listed = naming == Naming.CONTEXT ? Naming.KEY : naming;
    String advice =
        closest.isPresent()
            ? "Did you mean \"" + naming.name(closest.get()) + "\"?"
            : "Known: " + keys.stream().map(listed::name).collect(Collectors.joining(", "));
    return Problem.at(place, "unknown " + naming.noun() + which + ". " + advice);
  }

  private List<Problem> warnings() {
    return raw.unknownVariables().stream()
        .map(name -> unknownKey(Naming.VARIABLE.key(name), name))
        .toList();
  }
}
