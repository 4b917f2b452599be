package dev.rondo.simulation;

import java.nio.file.Files;
import java.nio.file.Path;

/** The project folder, which contains {@code datasets/}. */
public final class Home {

  private Home() {}

  /**
   * The system property {@code rondo.home}, or the environment's RONDO_HOME, or the nearest folder
   * above the working directory that holds {@code datasets/mnist}; else the working directory.
   */
  public static Path find() {
    String property =
        System.getProperty("rondo.home", System.getenv().getOrDefault("RONDO_HOME", ""));
    if (!property.isEmpty()) {
      return Path.of(property);
    }
    Path here = Path.of("").toAbsolutePath();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("datasets/mnist"))) {
        return folder;
      }
    }
    return here;
  }
}
