package dev.rondo.agent.status;

import dev.rondo.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/**
 * A small JSON file that is rewritten while the agent is healthy; a probe checks its age. It is
 * replaced atomically.
 */
public final class HealthFile {

  private final Path file;

  public HealthFile(Path file) {
    this.file = file;
  }

  /**
   * The contents of the file.
   *
   * @param client the client's id
   * @param state what the agent does: starting, waiting, training, backing_off, stopping
   * @param since since when it does that
   * @param at when this was written
   * @param rounds how many updates it has uploaded since it started
   */
  public record Health(String client, String state, Instant since, Instant at, long rounds) {}

  /** Writes the file. A full disk does not stop the agent; the probe then fails as it should. */
  public void write(Health health) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(part, Json.bytes(health));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // The age of the file shows the failure.
    }
  }
}
