package dev.rondo.functions.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.aws.testing.FakeS3;
import dev.rondo.functions.testing.LambdaProcess;
import dev.rondo.functions.testing.LambdaProcess.Answer;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.TestedJava;
import dev.rondo.protocol.training.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged function through the real runtime interface client, after {@code mvn package}. */
class EvaluatePackageTest {

  /** What a function may have, unzipped. */
  private static final long MAX_BYTES = 250L * 1024 * 1024;

  private static final String BUCKET = "rondo-test";

  @TempDir private Path temporary;

  @Test
  void theFolderFitsIntoAFunction() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("target", "lambda"))) {
      long bytes =
          files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();

      assertThat(bytes).isLessThan(MAX_BYTES);
    }
  }

  @Test
  void itHoldsTheNativeLibrariesOfItsMachineAndOfNoOther() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target", "lambda", "lib"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();

      assertThat(names)
          .anyMatch(name -> name.matches("nd4j-native-.*-linux-x86_64-onednn\\.jar"))
          .anyMatch(name -> name.matches("openblas-.*-linux-x86_64\\.jar"))
          .anyMatch(name -> name.matches("rondo-functions-evaluation-.*\\.jar"))
          .noneMatch(name -> name.contains("arm64") || name.contains("macosx"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client is for Linux")
  void aVersionIsEvaluatedAndLibrariesUnpackWhereAFunctionMayWrite(TestedJava java)
      throws IOException {
    Model model = Models.named("mcmahan-2nn");
    Examples examples = Examples.random(1000, List.of(1, 28, 28), 10, 3);
    CommittedJob job = new CommittedJob(model, "mcmahan-2nn");
    job.testData(examples);
    job.run(1);
    Evaluation expected = Evaluators.forModel(model, 1).evaluate(model.initialize(1), examples);
    try (FakeS3 s3 = new FakeS3()) {
      for (ObjectInfo info : job.store.list("")) {
        s3.put(info.key(), job.store.bytes(info.key()));
      }
      try (LambdaProcess function = start(java, s3)) {
        Answer answer = function.invoke(CommittedJob.event(1));

        assertThat(answer.failed()).as("%s", answer.body()).isFalse();
        // This process may have another kernel of OpenBLAS, with which the last bits differ.
        assertThat(answer.body().path("metrics").path("loss").asDouble())
            .isCloseTo(expected.loss().orElseThrow(), within(1e-6));
        assertThat(s3.object(ObjectKeys.evaluation(CommittedJob.ID, 1))).isPresent();
        assertThat(temporary.resolve("javacpp")).isNotEmptyDirectory();
        assertThat(function.errors())
            .as("Java has nothing to warn of")
            .allMatch(line -> line.startsWith("Picked up JAVA_TOOL_OPTIONS: "));
      }
    }
  }

  private LambdaProcess start(TestedJava java, FakeS3 s3) {
    return LambdaProcess.start(
        java,
        Path.of("target", "emulator"),
        EvaluateHandler.class.getName(),
        Map.of(
            "AWS_ENDPOINT_URL",
            s3.endpoint().toString(),
            "AWS_REGION",
            "us-east-1",
            "AWS_ACCESS_KEY_ID",
            "test",
            "AWS_SECRET_ACCESS_KEY",
            "test",
            "RONDO_METRICS_NAMESPACE",
            RecordedLines.NAMESPACE,
            "RONDO_BUCKET",
            BUCKET,
            "JAVA_TOOL_OPTIONS",
            "-Djava.io.tmpdir=" + temporary));
  }
}
