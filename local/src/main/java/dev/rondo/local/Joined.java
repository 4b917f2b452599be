package dev.rondo.local;

import dev.rondo.protocol.store.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Several files, joined.
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
