package dev.rondo.statemachine.definition;

import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with a definition, each with the JSON pointer of its place. */
public final class Problems {
  private final List<String> all = new ArrayList<>();

  void add(String path, String problem) {
    all.add((path.isEmpty() ? "/" : path) + ": " + problem);
  }

  boolean none() {
    return all.isEmpty();
  }

  public List<String> all() {
    return List.copyOf(all);
  }
}
