package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsWriter;
import dev.rondo.protocol.store.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files atomically: a file is complete or does not exist. */
final class TensorFile {

  private TensorFile() {}

  /**
   * Checks that a file may be written.
   *
   * @throws UserError if it exists, unless it is to be overwritten
   */
  static void refuseToOverwrite(Path file, boolean force) {
    if (Files.exists(file) && !force) {
      throw new UserError(
          file + " already exists. To overwrite it, add --force; or set another --out.");
    }
  }

  /** Writes the tensors' elements, in the header's order. */
  @FunctionalInterface
  interface Elements {
    void writeTo(SafetensorsWriter writer) throws IOException;
  }

  /**
   * Writes a temporary file and renames it to the target; creates missing folders.
   *
   * @throws UserError if the file cannot be written
   */
  static void write(Path target, SafetensorsHeader header, Elements elements) {
    write(target, out -> writeElements(out, header, elements));
  }

  /**
   * Writes a temporary file and renames it to the target; creates missing folders.
   *
   * @throws UserError if the file cannot be written
   */
  static void write(Path target, Content content) {
    write(target, content::writeTo);
  }

  /** Writes the bytes of a file. */
  @FunctionalInterface
  interface Bytes {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The same for bytes that can be produced only once. */
  static void write(Path target, Bytes bytes) {
    Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
    try {
      Path parent = target.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try {
        writeAll(temporary, bytes);
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UserError("Cannot write " + target + ": " + Text.reason(e));
    }
  }

  private static void writeAll(Path file, Bytes bytes) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      bytes.writeTo(out);
    }
  }

  private static void writeElements(OutputStream out, SafetensorsHeader header, Elements elements)
      throws IOException {
    try (SafetensorsWriter writer = new SafetensorsWriter(out, header)) {
      elements.writeTo(writer);
    }
  }
}
