package dev.rondo.local;

import dev.rondo.protocol.store.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Files, one behind the other.
 *
 * @param size their bytes together
 */
record Joined(List<Path> files, long size) implements Content {

  @Override
  public void writeTo(OutputStream out) throws IOException {
    for (Path file : files) {
      Files.copy(file, out);
    }
  }
}
