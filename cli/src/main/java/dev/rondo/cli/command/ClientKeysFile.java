package dev.rondo.cli.command;

import dev.rondo.cli.console.UserError;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.unmasking.ClientKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A file with the id and the public key of one client on each line. */
final class ClientKeysFile {

  private ClientKeysFile() {}

  /**
   * Reads a file.
   *
   * @throws InvalidInputException if a line is not CLIENT KEY, a client is there twice, or a key is
   *     not valid
   */
  static ClientKeys read(Path file) {
    Map<String, String> clients = new TreeMap<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      String[] words = text.split("\\s+", -1);
      if (words.length != 2) {
        throw new InvalidInputException(
            "%s:%s must be a client's id and its public key, such as clinic-1 11qYAYKxCrfV..., but has %s words"
                .formatted(file, number, words.length));
      }
      if (clients.put(words[0], words[1]) != null) {
        throw new InvalidInputException(
            "%s:%s: client %s has a line already. Keep one of them."
                .formatted(file, number, words[0]));
      }
    }
    if (clients.isEmpty()) {
      throw new InvalidInputException(
          file + " has no clients. Add a line CLIENT KEY for each of them.");
    }
    try {
      return new ClientKeys(clients);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError("Cannot read " + file + ": it is not a readable text file in UTF-8");
    }
  }
}
