package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.testing.FakeS3;
import dev.rondo.functions.testing.LambdaProcess;
import dev.rondo.functions.testing.LambdaProcess.Answer;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.testing.TestedJava;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged functions through the real runtime interface client, beside an S3 that fails. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client is for Linux")
@ParameterizedClass
@EnumSource(TestedJava.class)
class RuntimePackageTest {

  private static final Path FOLDER = Path.of("target", "emulator");
  private static final String PACKAGE = "dev.rondo.functions.aggregation.";

  private final TestedJava java;

  private final Map<String, String> environment = new HashMap<>();
  private FakeS3 s3;

  RuntimePackageTest(TestedJava java) {
    this.java = java;
  }

  @BeforeEach
  void startS3() throws IOException {
    s3 = new FakeS3();
    environment.put("AWS_ENDPOINT_URL", s3.endpoint().toString());
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_ACCESS_KEY_ID", "test");
    environment.put("AWS_SECRET_ACCESS_KEY", "test");
    environment.put("RONDO_BUCKET", Functions.BUCKET);
    environment.put("RONDO_METRICS_NAMESPACE", RecordedLines.NAMESPACE);
    environment.put("RONDO_TASK_QUEUE_URL", s3.endpoint() + "/000000000000/tasks");
  }

  @AfterEach
  void stopS3() {
    s3.close();
  }

  private LambdaProcess start(String handler) {
    return LambdaProcess.start(java, FOLDER, PACKAGE + handler, environment);
  }

  @Test
  void aFunctionAnswersOneEventAfterAnother() {
    try (LambdaProcess worker = start("FoldUpdatesHandler")) {
      for (String file : new String[] {"two-jobs.json", "test-event.json", "malformed.json"}) {
        Answer answer = worker.invoke(Functions.file(file));

        assertThat(answer.failed()).isFalse();
        assertThat(answer.body().toString()).isEqualTo("{\"batchItemFailures\":[]}");
      }
      assertThat(worker.output())
          .as("each line of the log is JSON and names its request")
          .isNotEmpty()
          .allSatisfy(line -> assertThat(json(line).path("request_id").asText()).isNotEmpty());
      assertThat(worker.errors()).as("Java has nothing to warn of").isEmpty();
    }
  }

  @Test
  void itsFirstRequestWasMadeWhileItStarted() {
    try (LambdaProcess worker = start("FoldUpdatesHandler")) {
      worker.invoke(Functions.file("test-event.json"));

      assertThat(s3.requests()).containsExactly("HEAD");
    }
  }

  @Test
  void aBucketThatRefusesWhileItStartsDoesNotKeepItFromStarting() {
    s3.order(FakeS3.status(403, "AccessDenied"));
    try (LambdaProcess worker = start("FoldUpdatesHandler")) {
      assertThat(worker.invoke(Functions.file("test-event.json")).failed()).isFalse();
      assertThat(worker.output().get(0)).contains("Priming: the bucket did not answer");
    }
  }

  @Test
  void aFunctionAnswersOutOfASnapshotWhoseConnectionsAreGone() {
    environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
    try (LambdaProcess worker = start("FoldUpdatesHandler")) {
      worker.awaitSnapshot();
      List<String> before = s3.requests();
      s3.order(FakeS3.hangUp());
      worker.restore();
      Answer answer = worker.invoke(Functions.file("one-upload.json"));

      assertThat(answer.body().toString()).isEqualTo("{\"batchItemFailures\":[]}");
      assertThat(before).containsExactly("HEAD", "GET", "GET");
      assertThat(s3.requests().subList(before.size(), s3.requests().size()))
          .as("the first is answered by nobody, and made again")
          .containsExactly("GET", "GET");
    }
  }

  /** The state machine tries the first again, and neither of the others. */
  @ParameterizedTest
  @CsvSource({
    "500, InternalError, dev.rondo.protocol.store.StoreException",
    "403, AccessDenied, dev.rondo.protocol.store.ForbiddenException",
  })
  void whatWentWrongReachesTheStateMachineByItsName(int status, String code, String type) {
    s3.order(
        Stream.concat(
                Stream.of(FakeS3.none()),
                Stream.generate(() -> FakeS3.status(status, code)).limit(5))
            .toArray(FakeS3.Fault[]::new));
    try (LambdaProcess function = start("AggregateHandler")) {
      Answer answer = function.invoke(Functions.file("aggregate.json"));

      assertThat(answer.failed()).isTrue();
      assertThat(answer.body().path("errorType").asText()).isEqualTo(type);
      assertThat(answer.body().path("errorMessage").asText()).contains("plan.json");
    }
  }

  @Test
  void badInputIsCalledSo() {
    s3.put("control/nonces.key", new byte[32]);
    try (LambdaProcess function = start("OpenRoundHandler")) {
      Answer answer = function.invoke(Functions.file("open-round.json"));

      assertThat(answer.failed()).isTrue();
      assertThat(answer.body().path("errorType").asText())
          .isEqualTo("java.lang.IllegalArgumentException");
      assertThat(answer.body().path("errorMessage").asText())
          .isEqualTo("Job one-hot does not exist");
    }
  }

  @Test
  void aFunctionWithoutItsSettingsSaysAllThatItMisses() {
    environment.remove("RONDO_BUCKET");
    environment.remove("RONDO_METRICS_NAMESPACE");
    environment.remove("RONDO_TASK_QUEUE_URL");
    try (LambdaProcess function = start("OpenRoundHandler")) {
      Answer answer = function.answer();

      assertThat(answer.failed()).isTrue();
      assertThat(answer.body().path("errorMessage").asText())
          .contains("RONDO_BUCKET is not set", "RONDO_TASK_QUEUE_URL is not set")
          .contains("RONDO_METRICS_NAMESPACE is not set");
    }
  }

  private static JsonNode json(String line) {
    return Json.parse(line, JsonNode.class, "A line");
  }
}
