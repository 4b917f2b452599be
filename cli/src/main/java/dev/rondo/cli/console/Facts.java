package dev.rondo.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Names and values, one per line, with the values aligned. */
public final class Facts {

  private record Fact(String name, String value) {}

  private final List<Fact> facts = new ArrayList<>();

  public void add(String name, String value) {
    facts.add(new Fact(name, value));
  }

  public void print(PrintWriter out) {
    int width = facts.stream().mapToInt(fact -> fact.name().length()).max().orElse(0);
    facts.forEach(
        fact ->
            out.println(fact.name() + " ".repeat(width - fact.name().length() + 2) + fact.value()));
  }
}
