package dev.rondo.agent;

import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.KeyFile;
import dev.rondo.protocol.input.InvalidInputException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/**
 * {@code java -jar rondo-agent.jar create-client-key FILE}: creates the private key of a client on
 * its own machine, which needs nothing else of Rondo.
 */
final class CreateClientKey {

  /** The first argument that asks for it. */
  static final String COMMAND = "create-client-key";

  private CreateClientKey() {}

  static boolean isMeant(List<String> arguments) {
    return !arguments.isEmpty() && arguments.get(0).equals(COMMAND);
  }

  /**
   * Writes the private key to the file and prints the public key.
   *
   * @throws InvalidInputException if no file is named, if it exists or cannot be written
   */
  static void run(List<String> arguments, PrintStream out) {
    if (arguments.size() != 2) {
      throw new InvalidInputException(COMMAND + " needs one argument, the file for the key");
    }
    Path file = Path.of(arguments.get(1));
    ClientKey key = ClientKey.random(new SecureRandom());
    try {
      KeyFile.write(file, key.base64());
    } catch (FileAlreadyExistsException e) {
      throw new InvalidInputException(
          "Cannot write %s: it exists, and may be a key in use. Name another file".formatted(file),
          e);
    } catch (IOException e) {
      throw new InvalidInputException("Cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
    out.println(key.publicKey().base64());
  }
}
