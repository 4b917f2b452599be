package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file with a private key, which only its owner can read. It never replaces another file. */
final class SecretFile {

  private SecretFile() {}

  /**
   * Writes a key as one line.
   *
   * @throws UserError if the file exists or cannot be written
   */
  static void write(Path file, String key) {
    byte[] line = (key + "\n").getBytes(StandardCharsets.US_ASCII);
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersAlone())) {
      channel.write(ByteBuffer.wrap(line));
    } catch (FileAlreadyExistsException e) {
      throw new UserError(
          "Cannot write %s: it exists, and may be a key in use. Name another file with --out."
              .formatted(file));
    } catch (IOException e) {
      throw new UserError("Cannot write " + file + ": " + Text.reason(e));
    }
  }

  /** Where the file system knows no such permissions, the folder must protect the file. */
  private static FileAttribute<?>[] ownersAlone() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
