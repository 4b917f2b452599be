package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/**
 * A command that was run.
 *
 * @param exitCode picocli's: 0, 1, or 2 for a wrong flag
 * @param out what it printed
 * @param err what it complained about
 * @param thrown what the entrance would have to explain to the user
 */
record Invocation(int exitCode, String out, String err, Optional<Exception> thrown) {

  static Invocation of(Object command, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<Exception> thrown = new ArrayList<>();
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    int exitCode =
        JobFlags.addTo(new CommandLine(command))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .setExecutionExceptionHandler(
                (e, commandLine, parsed) -> {
                  thrown.add(e);
                  return 1;
                })
            .execute(texts);
    return new Invocation(exitCode, out.toString(), err.toString(), thrown.stream().findFirst());
  }

  /** What it printed as one JSON document; fails when there is anything else. */
  JsonNode json() {
    return Json.parse(out, JsonNode.class, "output");
  }

  /** The message of what was thrown. */
  String message() {
    return thrown.map(e -> e.getClass().getSimpleName() + ": " + e.getMessage()).orElse("nothing");
  }
}
