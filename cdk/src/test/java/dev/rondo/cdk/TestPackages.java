package dev.rondo.cdk;

import dev.rondo.cdk.project.Packages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A project's folder as it is after a build, but with packages that hold next to nothing: a test of
 * templates need not wait for them. What is not built is the project's own.
 */
public final class TestPackages {

  /** The text inside the agent's jar. */
  public static final String AGENT = "agent";

  private TestPackages() {}

  /** Fills this folder. */
  public static Packages in(Path folder) {
    Path home = Path.of(System.getProperty("rondo.home"));
    try {
      zip(folder.resolve("functions/aggregation/target/rondo-aggregation.jar"), "aggregation");
      zip(folder.resolve("functions/evaluation/target/lambda/lib/evaluation.jar"), "evaluation");
      zip(folder.resolve("functions/unmask/target/rondo-unmask.jar"), "unmask");
      for (String module : List.of("aggregation", "evaluation", "unmask")) {
        Path emulator = folder.resolve("functions/" + module + "/target/emulator");
        Files.createDirectories(emulator);
        Files.writeString(emulator.resolve("bootstrap"), "#!/bin/sh\n# " + module + "\n");
      }
      zip(
          folder.resolve("client-agent/target/rondo-agent.jar"),
          Stream.concat(Stream.of(AGENT), Packages.AGENT_LIBRARIES.stream())
              .toArray(String[]::new));
      copy(home, folder, "statemachine");
      copy(home, folder, "client-agent/systemd");
      copy(home, folder, "client-agent/eks");
      copy(home, folder, "client-agent");
      for (String python : List.of("python", "python/src/rondo", "python/src/rondo/_agent")) {
        copy(home, folder, python);
      }
      return new Packages(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the files of a folder, and not what is deeper. */
  private static void copy(Path from, Path to, String folder) throws IOException {
    Files.createDirectories(to.resolve(folder));
    try (Stream<Path> files = Files.list(from.resolve(folder))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(folder).resolve(file.getFileName()));
      }
    }
  }

  /** A zip whose entries contain their names. */
  static void zip(Path file, String... names) throws IOException {
    Files.createDirectories(file.getParent());
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        out.putNextEntry(entry);
        out.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
