package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.privacy.masks.KeyFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/** Writes a {@link KeyFile}, and says what to do if it cannot be written. */
final class SecretFile {

  private SecretFile() {}

  /**
   * Writes a key as one line.
   *
   * @throws UserError if the file exists or cannot be written
   */
  static void write(Path file, String key) {
    try {
      KeyFile.write(file, key);
    } catch (FileAlreadyExistsException e) {
      throw new UserError(
          "Cannot write %s: it exists, and may be a key in use. Name another file with --out."
              .formatted(file));
    } catch (IOException e) {
      throw new UserError("Cannot write " + file + ": " + Text.reason(e));
    }
  }
}
