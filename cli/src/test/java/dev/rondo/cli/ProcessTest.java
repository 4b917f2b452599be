package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rondo.protocol.testing.ChildJvm;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a process of its own: its locale and its standard output. */
class ProcessTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"fa, IR", "ar, EG"})
  void filesAndTextAreTheSameInEveryLocale(String language, String country) throws Exception {
    String expected = simulateAndShow("en", "US");
    Map<String, String> files = files("en");

    assertThat(simulateAndShow(language, country)).isEqualTo(expected).contains("Round 2 of job");
    assertThat(files(language)).isEqualTo(files).containsKey("tiny/accuracy.png");
  }

  private String simulateAndShow(String language, String country) throws Exception {
    List<String> locale = List.of("-Duser.language=" + language, "-Duser.country=" + country);
    Path run = folder.resolve(language).resolve("tiny");
    StringBuilder said = new StringBuilder();
    for (List<String> words :
        List.of(
            simulate(folder.resolve(language)),
            List.of("model", "list", "--run", run.toString()),
            List.of("round", "show", "2", "--run", run.toString()),
            List.of("simulate", "--help"),
            List.of("simulate", "--threads", "5000"))) {
      Ended ended = end(builder(locale, words));
      said.append(ended.out()).append(ended.err());
    }
    return said.toString()
        .replaceAll(" *[0-9]+\\.[0-9]{2}\\R", " SECONDS\n") // A slow round fills its column.
        .replace(folder.resolve(language).toString(), "RUNS");
  }

  /** Without the seconds that rounds took. */
  private Map<String, String> files(String run) throws IOException {
    Path root = folder.resolve(run);
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        if (name.endsWith("/rounds.csv")) {
          files.put(name, Files.readString(file).replaceAll(",[^,]*(,[^,]*)\\R", "$1\n"));
        } else if (!name.endsWith("/wall.json")) {
          files.put(name, digest(file));
        }
      }
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--version",
        "--help",
        "simulate --help",
        "help round",
        "completion bash",
        "model list --json --run RUN",
        "round show 2 --run RUN",
        "graph --run RUN"
      })
  void anOutputThatCannotBeWrittenFailsTheCommand(String line) throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    if (line.contains("RUN")) {
      assertThat(end(builder(List.of(), simulate(folder))).exit()).isZero();
    }
    List<String> words = List.of(line.replace("RUN", folder.resolve("tiny").toString()).split(" "));

    Ended ended = end(builder(List.of(), words).redirectOutput(full.toFile()));

    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .startsWith("Cannot write to standard output: ")
        .endsWith(". Free space, or redirect the output to another file.\n");
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoFailure() throws Exception {
    Process process =
        builder(List.of(), List.of("completion", "bash"))
            .redirectError(folder.resolve("err").toFile())
            .start();
    process.getInputStream().close();

    assertThat(process.waitFor()).isZero();
    assertThat(folder.resolve("err")).isEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--json"})
  void aCommandWithTooLittleMemoryFailsWithOneSentence(String json) throws Exception {
    List<String> words = new ArrayList<>(List.of("simulate", "--out", folder.toString()));
    words.addAll(json.isEmpty() ? List.of() : List.of(json));

    Ended ended = end(builder(List.of("-Xmx40m"), words)); // The images of MNIST have 55 MB.

    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .startsWith("Cannot finish the command: ")
        .contains(" MB of memory is not enough (Java heap space). ", "RONDO_JAVA_OPTS=-Xmx")
        .hasLineCount(1);
  }

  private record Ended(int exit, String out, String err) {}

  private Ended end(ProcessBuilder builder) throws IOException, InterruptedException {
    Path err = folder.resolve("err");
    Process process = builder.redirectError(err.toFile()).start();
    String out = "";
    if (builder.redirectOutput().equals(Redirect.PIPE)) {
      out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
    return new Ended(process.waitFor(), out, Files.readString(err));
  }

  private static ProcessBuilder builder(List<String> options, List<String> words) {
    List<String> all = new ArrayList<>(options);
    all.add("-XX:TieredStopAtLevel=1");
    all.add("-Djava.awt.headless=true");
    ProcessBuilder builder =
        ChildJvm.builder(Rondo.class, all, words.toArray(new String[words.size()]));
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    return builder;
  }

  /** 60 rows of two numbers, in three classes. */
  private Path data() throws IOException {
    StringBuilder text = new StringBuilder("label,x,y\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 3).append(',').append(2 * (i % 3)).append(',').append(i % 7).append('\n');
    }
    return Files.writeString(folder.resolve("points.csv"), text);
  }

  private List<String> simulate(Path out) throws IOException {
    return List.of(
        "simulate",
        "--job",
        "tiny",
        "--dataset",
        data().toString(),
        "--clients",
        "6",
        "--fraction",
        "0.5",
        "--rounds",
        "2",
        "--target-accuracy",
        "0",
        "--out",
        out.toString());
  }

  private static String digest(Path file) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(Files.readAllBytes(file));
    return Long.toHexString(crc.getValue());
  }
}
