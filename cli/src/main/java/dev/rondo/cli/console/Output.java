package dev.rondo.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command prints: text, or one JSON document with {@code --json}. */
public final class Output {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(names = "--json", order = 100, description = "Print JSON instead of text.")
  private boolean json;

  public boolean json() {
    return json;
  }

  public PrintWriter out() {
    return command.commandLine().getOut();
  }

  public PrintWriter err() {
    return command.commandLine().getErr();
  }

  /** Prints the document with {@code --json}, or else the text. Only one of them is computed. */
  public void print(Supplier<? extends JsonNode> document, Consumer<PrintWriter> text) {
    if (json) {
      out().println(document.get().toPrettyString());
    } else {
      text.accept(out());
    }
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** An error in the command line, which ends the command with exit code 2. */
  public ParameterException wrongUse(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
