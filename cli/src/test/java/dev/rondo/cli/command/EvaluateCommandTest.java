package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.simulation.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvaluateCommandTest {

  private Path folder = Path.of("unset");
  private Path run = Path.of("unset");
  private Path model = Path.of("unset");
  private Path data = Path.of("unset");

  @BeforeAll
  void run(@TempDir Path shared) throws IOException {
    folder = shared;
    SimulationResult result = TinyRun.run(folder, "tiny");
    run = result.folder();
    model = result.modelFile();
    data = folder.resolve("points.csv");
  }

  @Test
  void everyVersionUpToTheLastAskedForIsMeasured() {
    Invocation evaluate = Invocation.of(new EvaluateCommand(), "--maxlen", "2", "--run", run);

    assertThat(evaluate.exitCode()).isZero();
    assertThat(evaluate.out().lines().map(line -> line.strip().split(" +")[0]))
        .containsExactly("version", "0", "1", "2");
  }

  @Test
  void trainingShowsInTheFigures() {
    JsonNode rows = Invocation.of(new EvaluateCommand(), "--json", "--run", run).json();

    assertThat(rows).hasSize(4);
    assertThat(rows.get(3).get("loss").asDouble()).isLessThan(rows.get(0).get("loss").asDouble());
  }

  @Test
  void classesHaveColumnsOfTheirOwnWhenAskedFor() {
    assertThat(Invocation.of(new EvaluateCommand(), "--per-class", "--run", run).out())
        .startsWith("version  ")
        .contains("class 0", "class 2");
    assertThat(Invocation.of(new EvaluateCommand(), "--run", run).out()).doesNotContain("class");
  }

  @Test
  void aFileMeasuresAsTheVersionThatItIs() {
    JsonNode versions = Invocation.of(new EvaluateCommand(), "--json", "--run", run).json();

    JsonNode file =
        Invocation.of(new EvaluateCommand(), "--model-file", model, "--dataset", data, "--json")
            .json();

    assertThat(file.get("accuracy")).isEqualTo(versions.get(3).get("accuracy"));
    assertThat(file.get("loss").asDouble())
        .isCloseTo(versions.get(3).get("loss").asDouble(), within(0.0));
  }

  @Test
  void measuringWritesNothingIntoTheRun() throws IOException {
    long before = files();

    Invocation.of(new EvaluateCommand(), "--run", run);

    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aModelOfOtherDataIsRefusedWithItsTensors() {
    assertThat(Invocation.of(new EvaluateCommand(), "--model-file", model).message())
        .contains("matches no built-in model for this data set", "fc1.weight [200, 2]", "--model");
    assertThat(
            Invocation.of(new EvaluateCommand(), "--model-file", model, "--model", "mcmahan-2nn")
                .message())
        .contains("does not have the tensors of mcmahan-2nn");
  }

  @Test
  void aFileThatIsNoModelIsRefusedInOneLine() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.safetensors"), "not a model");

    assertThat(Invocation.of(new EvaluateCommand(), "--model-file", broken).message())
        .startsWith("UserError: " + broken)
        .hasLineCount(1);
    assertThat(
            Invocation.of(new EvaluateCommand(), "--model-file", folder.resolve("none")).message())
        .endsWith("the file does not exist");
  }

  @Test
  void flagsOfARunAndOfAFileDoNotMix() {
    Stream.of(
            Invocation.of(new EvaluateCommand(), "--model-file", model, "--maxlen", "2"),
            Invocation.of(new EvaluateCommand(), "--model-file", model, "--run", run),
            Invocation.of(new EvaluateCommand(), "--dataset", data, "--run", run),
            Invocation.of(new EvaluateCommand(), "--maxlen", "-1", "--run", run))
        .forEach(mixed -> assertThat(mixed.exitCode()).isEqualTo(2));
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return files.toList().size();
    }
  }
}
