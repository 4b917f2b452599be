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
      boolean known = schema.field(key).isPresent() && Naming.FLAG.name(key).equals(parts[0]);
      boolean followed = i + 1 < arguments.size();
      if (!parts[0].startsWith("--")) {
        String shown = Problem.quoted(parts[0]);
        found.problems.add(new Problem(shown, shown + " is not a flag; flags start with --"));
      } else if (!known) {
        found.unreadable.put(schema.field(key).isPresent() ? parts[0] : key, parts[0]);
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
