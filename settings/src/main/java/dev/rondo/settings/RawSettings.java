package dev.rondo.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings as texts, each with the place where it was given. Immutable. {@link Schema#resolve}
 * checks them and reports all problems together.
 */
public final class RawSettings {

  /**
   * @param value the text as written; the items of a list are joined by commas
   * @param place where it was written
   * @param shape what it was written as
   */
  record Entry(String value, String place, Kind.Shape shape) {}

  private static final RawSettings EMPTY =
      new RawSettings(Map.of(), List.of(), Map.of(), true, List.of());

  private final Map<String, Entry> entries;
  private final List<Problem> problems;
  private final Map<String, String> unreadable;
  private final boolean complete;
  private final List<String> unknownVariables;

  /**
   * @param entries by key, known or not
   * @param problems of reading
   * @param unreadable keys that were given without a usable value, with their places
   * @param complete false when reading stopped early, so that other keys may have been meant
   * @param unknownVariables environment variables that look like settings
   */
  private RawSettings(
      Map<String, Entry> entries,
      List<Problem> problems,
      Map<String, String> unreadable,
      boolean complete,
      List<String> unknownVariables) {
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    this.problems = List.copyOf(problems);
    this.unreadable = Collections.unmodifiableMap(new LinkedHashMap<>(unreadable));
    this.complete = complete;
    this.unknownVariables = List.copyOf(unknownVariables);
  }

  /** No settings: everything at its default. */
  public static RawSettings empty() {
    return EMPTY;
  }

  /**
   * Settings by key, which is also the place of each.
   *
   * @param values texts by keys in snake case, such as {@code learning_rate}
   */
  public static RawSettings of(Map<String, String> values) {
    Collector found = new Collector();
    values.forEach((key, value) -> found.entries.put(key, new Entry(value, key, Kind.Shape.ONE)));
    return found.settings();
  }

  /** Collects what a reader finds. */
  static final class Collector {
    final Map<String, Entry> entries = new LinkedHashMap<>();
    final List<Problem> problems = new ArrayList<>();
    final Map<String, String> unreadable = new LinkedHashMap<>();
    final List<String> unknownVariables = new ArrayList<>();
    boolean complete = true;

    RawSettings settings() {
      return new RawSettings(entries, problems, unreadable, complete, unknownVariables);
    }
  }

  /**
   * These settings and one more, which replaces an earlier one of the same key.
   *
   * @param key in snake case, such as {@code learning_rate}
   * @param place such as {@code --learning-rate}
   */
  public RawSettings with(String key, String value, String place) {
    Map<String, Entry> one = Map.of(key, new Entry(value, place, Kind.Shape.ONE));
    return merge(new RawSettings(one, List.of(), Map.of(), true, List.of()));
  }

  /**
   * These settings, of which one has no usable value.
   *
   * @param message continues the name of the setting: "is missing"
   */
  public RawSettings withProblem(String key, String place, String message) {
    Collector found = new Collector();
    found.unreadable.put(key, place);
    found.problems.add(Problem.of(place, key, message));
    return merge(found.settings());
  }

  /** The text of a setting as written; empty if it is not given. */
  public Optional<String> text(String key) {
    return Optional.ofNullable(entries.get(key)).map(Entry::value);
  }

  /** These settings and others; where both give a key, the others win. */
  public RawSettings merge(RawSettings over) {
    Map<String, Entry> merged = new LinkedHashMap<>(entries);
    merged.putAll(over.entries);
    merged.keySet().removeAll(over.unreadable.keySet());
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(over.problems);
    Map<String, String> stillUnreadable = new LinkedHashMap<>(unreadable);
    stillUnreadable.keySet().removeAll(over.entries.keySet());
    stillUnreadable.putAll(over.unreadable);
    List<String> unknown = new ArrayList<>(unknownVariables);
    unknown.addAll(over.unknownVariables);
    return new RawSettings(merged, all, stillUnreadable, complete && over.complete, unknown);
  }

  Map<String, Entry> entries() {
    return entries;
  }

  List<Problem> problems() {
    return problems;
  }

  Map<String, String> unreadable() {
    return unreadable;
  }

  boolean complete() {
    return complete;
  }

  List<String> unknownVariables() {
    return unknownVariables;
  }
}
