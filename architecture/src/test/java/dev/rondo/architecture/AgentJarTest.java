package dev.rondo.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client agent's jar has what a client needs, and no code of the server. */
class AgentJarTest {

  private static final Path HOME = Path.of(System.getProperty("rondo.home", ".."));
  private static final Path JAR = HOME.resolve("client-agent/target/rondo-agent.jar");

  @BeforeEach
  void needsTheJar() {
    assumeTrue(Files.exists(JAR), "The agent's jar is not built: -Dquick leaves it out");
  }

  @Test
  void itsModulesAreThoseThatTheAgentMayUse() throws IOException {
    assertThat(packages("dev/rondo/", 2))
        .isEqualTo(
            Set.of("agent", "aws", "learning", "privacy", "protocol", "settings", "trainer"));
  }

  @Test
  void itTalksToNoServiceOfTheServer() throws IOException {
    assertThat(packages("software/amazon/awssdk/services/", 4))
        .contains("s3", "sqs", "sts")
        .doesNotContain("sfn", "lambda", "cloudformation", "ec2", "eks", "autoscaling")
        .doesNotContain("kms", "cloudwatchlogs");
  }

  @Test
  void itHasTheNativeLibrariesOfTheMachinesThatItIsDeployedTo() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (String library :
          List.of(
              "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so",
              "org/bytedeco/openblas/linux-x86_64/libopenblas.so.0",
              "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn/libnd4jcpu.so")) {
        assertThat(jar.getEntry(library)).as(library).isNotNull();
      }
    }
  }

  /** On linux-x86_64 the libraries would be there all the same, and on a Mac they would not. */
  @ParameterizedTest
  @CsvSource({
    "nd4j-native, linux-x86_64-onednn",
    "nd4j-native-preset, linux-x86_64-onednn",
    "openblas, linux-x86_64",
    "javacpp, linux-x86_64"
  })
  void itsBuildNamesThemWhateverMachineBuilds(String artifact, String classifier)
      throws IOException {
    String pom = Files.readString(HOME.resolve("client-agent/pom.xml"), StandardCharsets.UTF_8);

    assertThat(pom.substring(pom.indexOf("<id>agent-jar</id>")))
        .containsPattern(
            "<artifactId>%s</artifactId>\\s*<version>[^<]*</version>\\s*<classifier>%s</classifier>"
                .formatted(artifact, classifier));
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
