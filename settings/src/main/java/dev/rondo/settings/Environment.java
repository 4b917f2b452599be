package dev.rondo.settings;

import java.util.Map;
import java.util.TreeMap;

/** Reads settings from environment variables: {@code RONDO_MAX_EPOCHS}. */
public final class Environment {

  private Environment() {}

  /**
   * The settings of the variables. An empty variable counts as not set. A variable with Rondo's
   * prefix that is unknown is a warning, because other programs of Rondo have variables, too.
   */
  public static RawSettings read(Schema schema, Map<String, String> environment) {
    RawSettings.Collector found = new RawSettings.Collector();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              String key = Naming.VARIABLE.key(name);
              if (Naming.of(name) != Naming.VARIABLE) {
                return;
              }
              if (schema.field(key).isEmpty() || !Naming.VARIABLE.name(key).equals(name)) {
                found.unknownVariables.add(name);
              } else if (!value.isBlank()) {
                found.entries.put(key, new RawSettings.Entry(value.strip(), name, Kind.Shape.ONE));
              }
            });
    return found.settings();
  }
}
