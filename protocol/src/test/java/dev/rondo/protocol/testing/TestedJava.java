package dev.rondo.protocol.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The Java that a program in a process of its own runs on. */
public enum TestedJava {
  /** The JDK of the build. */
  OF_THE_BUILD,
  /** A JDK 25, the version that AWS runs functions on, if {@code scripts/jdk-25} finds one. */
  JAVA_25;

  /** Its folder. Where there is none, the test is skipped, with the reason. */
  public Path home() {
    return this == OF_THE_BUILD ? Path.of(System.getProperty("java.home")) : found();
  }

  /** Its program {@code java}. Where there is none, the test is skipped, with the reason. */
  public Path program() {
    return home().resolve("bin").resolve("java");
  }

  private static Path found() {
    try {
      Process script =
          new ProcessBuilder(
                  "bash", Path.of(System.getProperty("rondo.home"), "scripts", "jdk-25").toString())
              .redirectErrorStream(true)
              .start();
      String said =
          new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      Assumptions.assumeTrue(script.waitFor() == 0, said);
      return Path.of(said);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run scripts/jdk-25", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }
}
