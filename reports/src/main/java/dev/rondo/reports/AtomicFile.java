package dev.rondo.reports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/** Writes files atomically: a reader sees the old or the new content. */
final class AtomicFile {
  private AtomicFile() {}

  /** Writes a temporary file and renames it; does nothing if the target has this content. */
  static void write(Path target, byte[] content) throws IOException {
    if (has(target, content)) {
      return;
    }
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    // A fixed name, so that the next run overwrites the leftovers of a killed one.
    Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
    try {
      Files.write(temporary, content);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static boolean has(Path target, byte[] content) throws IOException {
    return Files.isRegularFile(target)
        && Files.size(target) == content.length
        && Arrays.equals(Files.readAllBytes(target), content);
  }
}
