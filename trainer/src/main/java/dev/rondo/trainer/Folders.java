package dev.rondo.trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders with the files of trainers, which may contain anything. */
public final class Folders {

  private Folders() {}

  /**
   * Deletes a file, or a folder with its content. A link is deleted and not followed. What another
   * thread or process deletes or writes at the same time is left.
   */
  public static void delete(Path path) {
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        content(path).forEach(Folders::delete);
      }
      Files.deleteIfExists(path);
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      // Somebody else is at work here.
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + path, e);
    }
  }

  private static List<Path> content(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
