package dev.rondo.cli;

import static java.util.Objects.requireNonNull;

import dev.rondo.learning.BlasKernel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version, the commit that the launcher built, and the kernel that trains here. */
final class Version implements IVersionProvider {

  /** The system property in which the launcher passes the commit. */
  static final String COMMIT = "rondo.commit";

  @Override
  public String[] getVersion() throws IOException {
    Properties built = new Properties();
    try (InputStream in =
        requireNonNull(Version.class.getResourceAsStream("version.properties"), "version")) {
      built.load(in);
    }
    return new String[] {
      text(built.getProperty("version", ""), System.getProperty(COMMIT, "")),
      "OpenBLAS kernel: " + BlasKernel.inUse().orElse("unknown")
    };
  }

  /**
   * @param commit an abbreviated hash, with "-dirty" if files had changed; empty if the sources are
   *     not in a Git repository
   */
  static String text(String version, String commit) {
    return "Rondo %s (%s)"
        .formatted(
            version.replace("-SNAPSHOT", ""),
            commit.matches("[0-9a-f]{7,40}(-dirty)?") ? "commit " + commit : "unknown commit");
  }
}
