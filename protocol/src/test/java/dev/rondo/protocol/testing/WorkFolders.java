package dev.rondo.protocol.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders for what the processes of tests write, such as their logs. They are below the build's
 * folder, so that the logs can be read after a failure. They stay for a day, and the next test run
 * deletes older ones.
 */
public final class WorkFolders {

  private static final Duration KEPT = Duration.ofDays(1);

  private WorkFolders() {}

  /**
   * A new empty folder below {@code target/work} of the module whose tests run.
   *
   * @param name begins its name
   */
  public static Path create(String name) {
    return create(Path.of("target", "work").toAbsolutePath(), name, Instant.now());
  }

  static Path create(Path parent, String name, Instant now) {
    try {
      Files.createDirectories(parent);
      deleteOlder(parent, now.minus(KEPT));
      return Files.createTempDirectory(parent, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a folder in " + parent, e);
    }
  }

  private static void deleteOlder(Path parent, Instant than) throws IOException {
    try (Stream<Path> folders = Files.list(parent)) {
      for (Path folder : folders.toList()) {
        if (Files.getLastModifiedTime(folder).toInstant().isBefore(than)) {
          delete(folder);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file); // Tests in another JVM may do the same.
    }
  }
}
