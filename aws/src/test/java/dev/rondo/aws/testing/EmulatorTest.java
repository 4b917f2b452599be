package dev.rondo.aws.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsClients;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class EmulatorTest {

  @Test
  void itForgetsAndItEnds() {
    AwsClients late;
    Path log;
    try (Emulator emulator = Emulator.startIfInstalled()) {
      late = emulator.clients("test", "test");
      emulator.clients().s3().createBucket(b -> b.bucket("bucket"));
      assertThat(emulator.clients().s3().listBuckets().buckets()).hasSize(1);
      assertThat(emulator.environment())
          .containsEntry("AWS_ENDPOINT_URL", emulator.endpoint().toString());

      emulator.reset();

      assertThat(emulator.clients().s3().listBuckets().buckets()).isEmpty();
      log = emulator.log();
      assertThat(log).isNotEmptyFile();
      assertThat(emulator.linesWith(Emulator.MOCK_MARKER)).isEmpty();
    }
    // Of its files the log alone stays, below the folder of the build.
    assertThat(log.getParent()).isDirectoryContaining("glob:**.log");
    assertThat(log.getParent()).isDirectoryNotContaining("regex:.*(?<!\\.log)");
    assertThat(log.toString()).contains("/target/work/");
    try (late) {
      assertThatThrownBy(() -> late.s3().listBuckets()).isInstanceOf(SdkClientException.class);
    }
  }

  @Test
  void itEnforcesRightsWhenAsked() {
    try (Emulator emulator = Emulator.startIfInstalled(Map.of("AUTH", "true"));
        AwsClients stranger = emulator.clients("AKIASTRANGER00000000", "secret")) {
      emulator.clients().s3().createBucket(b -> b.bucket("bucket"));

      assertThatThrownBy(() -> stranger.s3().listObjectsV2(b -> b.bucket("bucket")))
          .isInstanceOf(S3Exception.class)
          .satisfies(e -> assertThat(((S3Exception) e).statusCode()).isEqualTo(403));
    }
  }
}
