package dev.rondo.rounds.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Raw settings, each with the place that it came from. Immutable. Nothing is judged here but the
 * YAML itself: {@link JobConfigs#resolve} reports all problems together.
 */
public final class Settings {

  /** Bound on the size of a YAML file, in bytes of UTF-8. */
  public static final int MAX_YAML_BYTES = 1 << 20;

  /**
   * @param value the text as written
   * @param place where it was written
   */
  record Entry(String value, String place) {}

  private final Map<String, Entry> entries;
  private final List<Problem> problems;
  private final Map<String, String> unreadable;
  private final boolean complete;

  /**
   * @param entries by key, known or not
   * @param problems of the YAML itself
   * @param unreadable keys that were set to something that is no value, with their places
   * @param complete false when reading stopped half-way, so that other keys may have been meant
   */
  Settings(
      Map<String, Entry> entries,
      List<Problem> problems,
      Map<String, String> unreadable,
      boolean complete) {
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    this.problems = List.copyOf(problems);
    this.unreadable = Collections.unmodifiableMap(new LinkedHashMap<>(unreadable));
    this.complete = complete;
  }

  /** No settings: everything at its default. */
  public static Settings empty() {
    return new Settings(Map.of(), List.of(), Map.of(), true);
  }

  /**
   * The settings of a YAML text: one mapping of keys to scalars. What is wrong with it is kept, and
   * reported by {@link JobConfigs#resolve}.
   *
   * @param fileName for places such as {@code job.yaml:3}
   */
  public static Settings yaml(String fileName, String text) {
    return YamlSettings.read(fileName, text);
  }

  /**
   * These settings and one more, which wins over an earlier one of the same key.
   *
   * @param key in snake case, such as {@code learning_rate}
   * @param place such as {@code --learning-rate}
   */
  public Settings with(String key, String value, String place) {
    return merge(new Settings(Map.of(key, new Entry(value, place)), List.of(), Map.of(), true));
  }

  /** These settings under others: where both set a key, the others win. */
  public Settings merge(Settings over) {
    Map<String, Entry> merged = new LinkedHashMap<>(entries);
    merged.putAll(over.entries);
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(over.problems);
    Map<String, String> stillUnreadable = new LinkedHashMap<>(unreadable);
    stillUnreadable.keySet().removeAll(over.entries.keySet());
    stillUnreadable.putAll(over.unreadable);
    return new Settings(merged, all, stillUnreadable, complete && over.complete);
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
}
