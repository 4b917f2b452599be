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

/** Writes safetensors files, each of which appears whole or not at all. */
final class TensorFile {

  private TensorFile() {}

  /** What puts the tensors' elements into a file, in the header's order. */
  @FunctionalInterface
  interface Elements {
    void writeTo(SafetensorsWriter writer) throws IOException;
  }

  /**
   * Writes beside the target and renames over it; makes its folder when that is missing.
   *
   * @throws UserError when the file cannot be written
   */
  static void write(Path target, SafetensorsHeader header, Elements elements) {
    write(target, out -> writeElements(out, header, elements));
  }

  /**
   * Writes beside the target and renames over it; makes its folder when that is missing.
   *
   * @throws UserError when the file cannot be written
   */
  static void write(Path target, Content content) {
    write(target, content::writeTo);
  }

  /** What puts bytes into a file. */
  @FunctionalInterface
  interface Bytes {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The same for bytes that come once. */
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
