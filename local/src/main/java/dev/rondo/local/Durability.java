package dev.rondo.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes files and the names in folders survive a power failure. */
interface Durability {

  /** Writes what a file holds to the disk. */
  void file(Path file) throws IOException;

  /** Writes the names in a folder to the disk. */
  void folder(Path folder) throws IOException;

  /** Waits for the disk. */
  static Durability fsync() {
    return new Durability() {
      @Override
      public void file(Path file) throws IOException {
        force(file, StandardOpenOption.WRITE);
      }

      @Override
      public void folder(Path folder) throws IOException {
        try {
          force(folder, StandardOpenOption.READ);
        } catch (AccessDeniedException e) {
          // Windows opens no folders; it writes their changes to its journal in order.
        }
      }
    };
  }

  /** Leaves it to the operating system, which takes some seconds. */
  static Durability none() {
    return new Durability() {
      @Override
      public void file(Path file) {}

      @Override
      public void folder(Path folder) {}
    };
  }

  private static void force(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }
}
