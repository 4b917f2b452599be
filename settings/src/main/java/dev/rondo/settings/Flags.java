package dev.rondo.settings;

import java.util.List;

/** Reads settings from a command line: {@code --max-epochs 5} or {@code --max-epochs=5}. */
public final class Flags {

  private Flags() {}

  /** The settings of the arguments; of two equal flags the last one wins. */
  public static RawSettings read(Schema schema, List<String> arguments) {
    RawSettings.Collector found = new RawSettings.Collector();
    for (int i = 0; i < arguments.size(); i++) {
      String[] parts = arguments.get(i).split("=", 2);
      String key = Naming.FLAG.key(parts[0]);
      boolean known = Naming.FLAG.name(key).equals(parts[0]) && schema.field(key).isPresent();
      boolean followed = i + 1 < arguments.size();
      if (!known) {
        found.unreadable.put(key, parts[0].startsWith("--") ? parts[0] : Problem.quoted(parts[0]));
        // What follows is probably its value: one mistake is reported once.
        i += parts.length == 1 && followed && !arguments.get(i + 1).startsWith("--") ? 1 : 0;
      } else if (parts.length == 2 || followed) {
        String value = parts.length == 2 ? parts[1] : arguments.get(++i);
        found.entries.put(key, new RawSettings.Entry(value.strip(), parts[0], Kind.Shape.ONE));
      } else {
        found.unreadable.put(key, parts[0]);
        found.problems.add(Problem.of(parts[0], key, "needs a value"));
      }
    }
    return found.settings();
  }
}
