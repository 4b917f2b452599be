package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that uses the Java API in a locale with digits or letters of its own. */
class OtherLocaleTest {

  @TempDir Path out = Path.of("");

  /** Else the other test would show nothing. */
  @Test
  void thereAreLocalesWithOtherDigits() {
    assertThat(String.format(new java.util.Locale("fa", "IR"), "%d", 12)).isNotEqualTo("12");
    assertThat(String.format(new java.util.Locale("ar", "EG"), "%d", 12)).isNotEqualTo("12");
  }

  @ParameterizedTest
  @CsvSource({"fa, IR", "ar, EG", "tr, TR"})
  void aSimulationWritesTheSameFiles(String language, String country) throws Exception {
    run("en", "US");
    run(language, country);

    Map<String, String> here = files(language);
    assertThat(here).isEqualTo(files("en")).hasSizeGreaterThan(50);
  }

  private void run(String language, String country) throws IOException, InterruptedException {
    Process process =
        ChildJvm.start(
            ToyRun.class,
            List.of(
                "-Duser.language=" + language,
                "-Duser.country=" + country,
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1"),
            out.resolve(language).toString(),
            ToyRun.Moment.NEVER.name(),
            "0");
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** Name and content of each file, except for the seconds that a round took. */
  private Map<String, String> files(String run) throws IOException {
    Path root = out.resolve(run);
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("wall.json")) {
          files.put(root.relativize(file).toString(), digest(file));
        }
      }
    }
    return files;
  }

  private static String digest(Path file) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(Files.readAllBytes(file));
    return Long.toHexString(crc.getValue());
  }
}
