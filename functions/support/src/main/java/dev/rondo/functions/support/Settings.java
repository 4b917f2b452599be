package dev.rondo.functions.support;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A function's settings, from its environment variables. */
public final class Settings {

  /** What can be set. */
  public enum Setting {
    /** The private bucket. */
    BUCKET("RONDO_BUCKET", "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "a bucket's name"),
    /** The queue of seats. */
    TASK_QUEUE_URL("RONDO_TASK_QUEUE_URL", "https?://[^\\s/]+/\\S+", "a queue's URL");

    private final String variable;
    private final Pattern pattern;
    private final String what;

    Setting(String variable, String pattern, String what) {
      this.variable = variable;
      this.pattern = Pattern.compile(pattern);
      this.what = what;
    }

    public String variable() {
      return variable;
    }
  }

  private final Map<Setting, String> values;

  private Settings(Map<Setting, String> values) {
    this.values = values;
  }

  /**
   * Reads the settings that a function needs.
   *
   * @throws IllegalStateException with everything that is missing or cannot be
   */
  public static Settings read(Map<String, String> environment, Setting... needed) {
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    List<String> problems = new ArrayList<>();
    for (Setting setting : needed) {
      String value = environment.getOrDefault(setting.variable, "");
      if (value.isEmpty()) {
        problems.add(setting.variable + " is not set; it is to be " + setting.what);
      } else if (!setting.pattern.matcher(value).matches()) {
        problems.add(setting.variable + " is to be " + setting.what + ", not '" + value + "'");
      }
      values.put(setting, value);
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "The function's environment variables: " + String.join("; ", problems));
    }
    return new Settings(values);
  }

  /**
   * @throws IllegalStateException when the function has not asked for it
   */
  public String get(Setting setting) {
    String value = values.get(setting);
    if (value == null) {
      throw new IllegalStateException(setting.variable + " was not read");
    }
    return value;
  }
}
