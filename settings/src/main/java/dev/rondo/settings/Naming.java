package dev.rondo.settings;

import java.util.Locale;

/** How a setting is named where it is given. */
public enum Naming {
  /** As in YAML and JSON: {@code learning_rate}. */
  KEY("key", "setting", ""),
  /** On the command line: {@code --learning-rate}. */
  FLAG("flag", "flag", "--"),
  /** In the environment: {@code RONDO_LEARNING_RATE}. */
  VARIABLE("variable", "environment variable", "RONDO_"),
  /** In CDK's context: {@code -c ec2_nodes}. */
  CONTEXT("setting", "setting", "-c ");

  private final String heading;
  private final String noun;
  private final String prefix;

  Naming(String heading, String noun, String prefix) {
    this.heading = heading;
    this.noun = noun;
    this.prefix = prefix;
  }

  /** The name of a key, such as {@code --learning-rate} of {@code learning_rate}. */
  public String name(String key) {
    return prefix
        + switch (this) {
          case KEY, CONTEXT -> key;
          case FLAG -> key.replace('_', '-');
          case VARIABLE -> key.toUpperCase(Locale.ROOT);
        };
  }

  /** The key of a name, the inverse of {@link #name}. */
  String key(String name) {
    String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    return switch (this) {
      case KEY, CONTEXT -> bare;
      case FLAG -> bare.replace('-', '_');
      case VARIABLE -> bare.toLowerCase(Locale.ROOT);
    };
  }

  /** The naming that a place such as {@code --learning-rate} or {@code job.yaml:3} follows. */
  static Naming of(String place) {
    for (Naming naming : new Naming[] {FLAG, VARIABLE, CONTEXT}) {
      if (place.startsWith(naming.prefix)) {
        return naming;
      }
    }
    return KEY;
  }

  /** Heads the column of such names in a table. */
  public String heading() {
    return heading;
  }

  String noun() {
    return noun;
  }
}
