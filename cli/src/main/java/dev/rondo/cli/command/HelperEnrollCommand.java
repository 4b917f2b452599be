package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.run.HelperOption;
import dev.rondo.operations.stack.HelperStack;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.unmasking.ClientKeys;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Replaces the helper's list of clients. */
@Command(
    name = "enroll",
    description = {
      "Replaces the list of clients whose updates the helper adds up.",
      "",
      "The file has one client on each line: its id and its public key, as rondo",
      "helper create-client-key prints them. Empty lines and lines that begin with #",
      "are ignored. The file is the whole list: a client without a line is removed.",
      "Check each line with its client first: who has the keys of several clients",
      "counts as several contributors.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo helper enroll --client-keys clients.txt",
      "  rondo helper enroll --client-keys clients.txt --helper-stack LabHelper"
    })
final class HelperEnrollCommand extends RondoCommand {

  @Mixin private final HelperOption helper = new HelperOption();

  @Option(
      names = "--client-keys",
      paramLabel = "FILE",
      required = true,
      description = "The file with the clients.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    ClientKeys keys = ClientKeysFile.read(file);
    HelperStack stack = helper.open();
    Documents documents = new Documents(stack.store());
    Change change = Change.between(ClientKeys.read(documents), keys);
    documents.write(ObjectKeys.clientKeys(), keys);
    output.print(
        () -> change.toJson(keys.clients().size()),
        console -> print(stack, keys.clients().size(), change, console));
    return 0;
  }

  private static void print(HelperStack stack, int clients, Change change, PrintWriter console) {
    console.printf("The list of stack %s has %s clients.%n", stack.name(), Text.count(clients));
    line("added", change.added(), console);
    line("removed", change.removed(), console);
    line("with another key", change.rekeyed(), console);
    if (clients < stack.minimum()) {
      console.printf(
          "The helper's minimum is %s, so it refuses every round until more clients are in the"
              + " list.%n",
          stack.minimum());
    }
  }

  private static void line(String what, List<String> clients, PrintWriter console) {
    if (!clients.isEmpty()) {
      console.printf("  %s: %s%n", what, String.join(", ", clients));
    }
  }

  /** What a new list changes. */
  private record Change(List<String> added, List<String> removed, List<String> rekeyed) {

    static Change between(ClientKeys before, ClientKeys after) {
      Map<String, String> old = new TreeMap<>(before.clients());
      Map<String, String> now = new TreeMap<>(after.clients());
      return new Change(
          now.keySet().stream().filter(client -> !old.containsKey(client)).toList(),
          old.keySet().stream().filter(client -> !now.containsKey(client)).toList(),
          now.keySet().stream()
              .filter(client -> old.containsKey(client))
              .filter(client -> !Objects.equals(now.get(client), old.get(client)))
              .toList());
    }

    ObjectNode toJson(int clients) {
      ObjectNode node = Output.object().put("clients", clients);
      added.forEach(node.putArray("added")::add);
      removed.forEach(node.putArray("removed")::add);
      rekeyed.forEach(node.putArray("rekeyed")::add);
      return node;
    }
  }
}
