package dev.rondo.cli.console;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names and values, a line each, the values aligned. */
public final class Facts {

  private final Map<String, String> values = new LinkedHashMap<>();

  public void add(String name, String value) {
    values.put(name, value);
  }

  public void print(PrintWriter out) {
    int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    values.forEach(
        (name, value) -> out.println(name + " ".repeat(width - name.length() + 2) + value));
  }
}
