package dev.rondo.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.operations.stack.Stacks;
import dev.rondo.protocol.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What the whole command answered, as a user sees it.
 *
 * @param exitCode 0, 1 or 2
 * @param out what it printed
 * @param err what it complained about
 */
record Said(int exitCode, String out, String err) {

  /** Runs a command line; each argument is one word. */
  static Said by(Stacks stacks, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int exitCode =
        Rondo.commandLine(stacks)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .execute(words);
    return new Said(exitCode, out.toString(), err.toString());
  }

  /** What it printed as one JSON document; fails when there is anything else. */
  JsonNode json() {
    return Json.parse(out, JsonNode.class, "output of " + this);
  }
}
