package dev.rondo.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.aws.testing.FakeS3;
import dev.rondo.protocol.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AwsClientsTest {

  @Test
  void aRequestWithoutAnswerIsRetried() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    try (FakeS3 s3 = new FakeS3();
        AwsClients clients = impatient(s3)) {
      s3.put("a", new byte[7]);
      s3.order(silent(never), silent(never), FakeS3.none());

      assertThat(new S3ObjectStore(clients.s3(), "bucket").head("a").orElseThrow().size())
          .isEqualTo(7);
      assertThat(s3.requests()).hasSize(3);
      never.countDown();
    }
  }

  @Test
  void aServerThatNeverAnswersIsAStoreException() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    try (FakeS3 s3 = new FakeS3();
        AwsClients clients = impatient(s3)) {
      s3.order(
          Collections.nCopies(AwsClients.ATTEMPTS, silent(never)).toArray(FakeS3.Fault[]::new));

      assertThatThrownBy(() -> new S3ObjectStore(clients.s3(), "bucket").head("a"))
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageContaining("timed out");
      assertThat(s3.requests()).hasSize(AwsClients.ATTEMPTS);
      never.countDown();
    }
  }

  @Test
  void eachClientIsMadeOnce() {
    try (AwsClients clients =
        AwsClients.at(java.net.URI.create("http://127.0.0.1:1"), "us-east-1", "a", "b")) {
      assertThat(clients.s3()).isSameAs(clients.s3());
      assertThat(clients.sqs()).isSameAs(clients.sqs());
    }
  }

  private static AwsClients impatient(FakeS3 s3) {
    return AwsClients.at(s3.endpoint(), "us-east-1", "a", "b", Duration.ofSeconds(2));
  }

  private static FakeS3.Fault silent(CountDownLatch until) {
    return (s3, exchange) -> {
      try {
        until.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }
}
