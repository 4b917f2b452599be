package dev.rondo.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client agent's jar has what a client needs, and no code of the server. */
class AgentJarTest {

  private static final Path JAR =
      Path.of(System.getProperty("rondo.home", ".."), "client-agent", "target", "rondo-agent.jar");

  @BeforeEach
  void needsTheJar() {
    assumeTrue(Files.exists(JAR), "The agent's jar is not built: -Dquick leaves it out");
  }

  @Test
  void itsModulesAreThoseThatTheAgentMayUse() throws IOException {
    assertThat(packages("dev/rondo/", 2))
        .isEqualTo(Set.of("agent", "aws", "learning", "protocol", "settings", "trainer"));
  }

  @Test
  void itTalksToNoServiceOfTheServer() throws IOException {
    assertThat(packages("software/amazon/awssdk/services/", 4))
        .contains("s3", "sqs", "sts")
        .doesNotContain("sfn", "lambda", "cloudformation", "ec2", "eks", "autoscaling");
  }

  /** The names of the folders below one, of all classes. */
  private static Set<String> packages(String below, int depth) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      return jar.stream()
          .map(JarEntry::getName)
          .filter(name -> name.startsWith(below) && name.endsWith(".class"))
          .map(name -> name.split("/", -1))
          .filter(parts -> parts.length > depth + 1)
          .map(parts -> parts[depth])
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
