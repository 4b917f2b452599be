package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the jar that is deployed, after {@code mvn package}. */
class JarPackageTest {

  /** A function starts faster from a small one. */
  private static final long MAX_BYTES = 12_500_000;

  private static final Path JAR = Path.of("target", "rondo-aggregation.jar");

  @Test
  void itIsSmall() throws IOException {
    assertThat(Files.size(JAR)).isLessThan(MAX_BYTES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".*/module-info\\.class",
        "META-INF/[^/]+\\.(SF|DSA|RSA)",
        "META-INF/(maven|versions)/.*",
        "io/netty/.*",
        "org/apache/http/.*",
        "org/(nd4j|deeplearning4j|bytedeco)/.*",
        "dev/rondo/(learning|cli|simulation)/.*",
      })
  void whatNoFunctionUsesIsNotInIt(String pattern) throws IOException {
    assertThat(names()).noneMatch(name -> name.matches(pattern));
  }

  @Test
  void ownersOfWhatIsInItAreNamed() throws IOException {
    assertThat(names()).contains("META-INF/NOTICE");
  }

  /** Otherwise a deployment would update functions that have not changed. */
  @Test
  void noTimeOfTheBuildIsInIt() throws IOException {
    try (ZipFile jar = new ZipFile(JAR.toFile())) {
      assertThat(jar.stream().filter(entry -> entry.getName().startsWith("dev/rondo/")))
          .isNotEmpty()
          .extracting(ZipEntry::getTimeLocal)
          .containsOnly(LocalDateTime.of(2026, 1, 1, 0, 0));
    }
  }

  @Test
  void eachServiceThatAFileNamesIsThere() throws IOException {
    try (ZipFile jar = new ZipFile(JAR.toFile());
        URLClassLoader loader = alone()) {
      List<String> services = new ArrayList<>();
      for (String name : names()) {
        if (name.matches("META-INF/services/[^/]+")) {
          services.addAll(lines(jar, name));
        }
      }
      assertThat(services)
          .contains("software.amazon.awssdk.http.urlconnection.UrlConnectionSdkHttpService")
          .allSatisfy(service -> Class.forName(service, true, loader));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenRound", "AwaitQuorum", "FoldUpdates", "Aggregate", "CloseRound"})
  void eachHandlerLoadsWithNothingBesideIt(String step) throws Exception {
    try (URLClassLoader loader = alone()) {
      Class<?> handler =
          Class.forName("dev.rondo.functions.aggregation." + step + "Handler", true, loader);

      assertThat(handler.getClassLoader()).isSameAs(loader);
      assertThat(handler.getConstructor().getParameterCount()).isZero();
    }
  }

  private static URLClassLoader alone() throws IOException {
    return new URLClassLoader(
        new URL[] {JAR.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  private static List<String> names() throws IOException {
    try (ZipFile jar = new ZipFile(JAR.toFile())) {
      return jar.stream().map(ZipEntry::getName).toList();
    }
  }

  private static List<String> lines(ZipFile jar, String name) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                jar.getInputStream(jar.getEntry(name)), StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    }
  }
}
