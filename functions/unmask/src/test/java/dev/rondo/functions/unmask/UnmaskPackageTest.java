package dev.rondo.functions.unmask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.testing.FakeS3;
import dev.rondo.functions.testing.LambdaProcess;
import dev.rondo.functions.testing.LambdaProcess.Answer;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.testing.TestedJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged function through the real runtime interface client, after {@code mvn package}. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client is for Linux")
@ParameterizedClass
@EnumSource(TestedJava.class)
class UnmaskPackageTest {

  private static final long MAX_BYTES = 20_000_000;

  private final TestedJava java;
  private final Map<String, String> environment = new HashMap<>();
  private FakeS3 s3;

  UnmaskPackageTest(TestedJava java) {
    this.java = java;
  }

  @BeforeEach
  void startS3() throws IOException {
    s3 = new FakeS3();
    environment.put("AWS_ENDPOINT_URL", s3.endpoint().toString());
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_ACCESS_KEY_ID", "test");
    environment.put("AWS_SECRET_ACCESS_KEY", "test");
    environment.put("RONDO_BUCKET", "rondo-test");
    environment.put("RONDO_JOB_BUCKET", "rondo-jobs");
    environment.put("RONDO_METRICS_NAMESPACE", RecordedLines.NAMESPACE);
    environment.put("RONDO_HELPER_KEY_ARN", "arn:aws:kms:us-east-1:123456789012:key/1234abcd");
  }

  @AfterEach
  void stopS3() {
    s3.close();
  }

  private LambdaProcess start() {
    return LambdaProcess.start(
        java,
        Path.of("target", "emulator"),
        "dev.rondo.functions.unmask.UnmaskHandler",
        environment);
  }

  @Test
  void itIsSmall() throws IOException {
    assertThat(Files.size(Path.of("target", "rondo-unmask.jar"))).isLessThan(MAX_BYTES);
  }

  @Test
  void aCheckAnswersOutOfASnapshot() {
    environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
    try (LambdaProcess function = start()) {
      function.awaitSnapshot();
      function.restore();
      Answer answer = function.invoke("{\"check\":true}");

      assertThat(answer.failed()).as("%s", answer.body()).isFalse();
      assertThat(problems(answer.body()))
          .hasSize(2)
          .anyMatch(line -> line.contains("Create it with rondo helper create-key"))
          .anyMatch(line -> line.startsWith("0 clients have a key"));
    }
  }

  /** What stands for S3 is no KMS. It shows that the package has all that asks KMS. */
  @Test
  void thePrivateKeyIsDecryptedByKms() {
    HelperParty party = new HelperParty(3).withKey();
    for (ObjectInfo info : party.own.list("")) {
      s3.put(info.key(), party.own.bytes(info.key()));
    }
    try (LambdaProcess function = start()) {
      Answer answer = function.invoke("{\"check\":true}");

      assertThat(answer.failed()).as("%s", answer.body()).isFalse();
      assertThat(problems(answer.body())).anyMatch(line -> line.contains("with KMS key arn:aws"));
      assertThat(answer.body().path("clients").asInt()).isEqualTo(3);
    }
  }

  @Test
  void aFunctionWithoutItsSettingsSaysAllThatItMisses() {
    environment.remove("RONDO_JOB_BUCKET");
    environment.remove("RONDO_HELPER_KEY_ARN");
    try (LambdaProcess function = start()) {
      Answer answer = function.answer();

      assertThat(answer.failed()).isTrue();
      assertThat(answer.body().path("errorMessage").asText())
          .contains("RONDO_JOB_BUCKET is not set", "RONDO_HELPER_KEY_ARN is not set");
    }
  }

  private static List<String> problems(JsonNode check) {
    return StreamSupport.stream(check.path("problems").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }
}
