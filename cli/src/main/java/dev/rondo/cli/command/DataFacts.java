package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Text;
import dev.rondo.learning.data.LoadedData;
import java.io.PrintWriter;
import java.util.List;

/** Tells the user how a data set was understood. */
final class DataFacts {

  private DataFacts() {}

  /** Prints a line for each fact. */
  static void print(List<LoadedData.Fact> facts, PrintWriter out) {
    Facts lines = new Facts();
    facts.forEach(fact -> lines.add("  " + fact.name(), Text.oneLine(fact.text())));
    lines.print(out);
  }

  /** Prints the facts and the notices. */
  static void print(LoadedData loaded, PrintWriter out) {
    print(loaded.facts(), out);
    loaded.notices().forEach(notice -> out.println("Note: " + Text.oneLine(notice)));
  }

  /** Adds the facts to a summary, as the object {@code data}. */
  static void describe(List<LoadedData.Fact> facts, ObjectNode summary) {
    if (!facts.isEmpty()) {
      ObjectNode data = summary.putObject("data");
      facts.forEach(fact -> data.put(fact.name(), fact.text()));
    }
  }
}
