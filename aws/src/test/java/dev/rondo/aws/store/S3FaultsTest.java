package dev.rondo.aws.store;

import static dev.rondo.aws.testing.FakeS3.corrupt;
import static dev.rondo.aws.testing.FakeS3.early;
import static dev.rondo.aws.testing.FakeS3.hangUp;
import static dev.rondo.aws.testing.FakeS3.lostAnswer;
import static dev.rondo.aws.testing.FakeS3.none;
import static dev.rondo.aws.testing.FakeS3.status;
import static dev.rondo.aws.testing.FakeS3.truncated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.testing.FakeS3;
import dev.rondo.aws.testing.FaultyWire;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What S3 and the line to it do on bad days. */
class S3FaultsTest {

  private static final int LARGE = 3 << 20;

  private FakeS3 s3;
  private FaultyWire wire;
  private AwsClients clients;
  private S3ObjectStore store;

  @BeforeEach
  void start() throws IOException {
    s3 = new FakeS3();
    wire = new FaultyWire(s3.endpoint());
    clients = AwsClients.at(wire.endpoint(), "us-east-1", "test", "test");
    store = new S3ObjectStore(clients.s3(), "bucket");
  }

  @AfterEach
  void stop() throws IOException {
    clients.close();
    wire.close();
    s3.close();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static Content small() {
    return Content.of(new byte[] {1, 2, 3});
  }

  private byte[] read(String key) throws IOException {
    try (StoredObject object = store.get(key).orElseThrow()) {
      return object.body().readAllBytes();
    }
  }

  @Test
  void aLargeContentArrivesWhole() {
    byte[] bytes = bytes(LARGE + 17);

    store.put("a", Content.of(bytes));

    assertThat(s3.object("a")).hasValue(bytes);
  }

  @Test
  void aServerErrorIsTriedAgainWithTheWholeContent() {
    byte[] bytes = bytes(LARGE);
    s3.order(status(500, "InternalError"), status(503, "SlowDown"), hangUp());

    PutOutcome outcome = store.putIfAbsent("a", Content.of(bytes));

    assertThat(outcome).isInstanceOf(PutOutcome.Stored.class);
    assertThat(s3.object("a")).hasValue(bytes);
    assertThat(s3.requests()).hasSize(4);
  }

  @Test
  void aServerThatStaysSickIsAStoreExceptionThatNamesTheKeyAndTheReason() {
    s3.order(Collections.nCopies(5, status(503, "SlowDown")).toArray(FakeS3.Fault[]::new));

    assertThatThrownBy(() -> store.head("jobs/a/job.json"))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("s3://bucket/jobs/a/job.json")
        .hasMessageContaining("503");
    assertThat(s3.requests()).hasSize(AwsClients.ATTEMPTS);
  }

  @Test
  void aRefusalIsNotTriedAgainAndSaysWhatToCheck() {
    s3.order(status(403, "AccessDenied"), status(403, "AccessDenied"), status(403, "AccessDenied"));

    assertThatThrownBy(() -> store.get("a"))
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("AccessDenied")
        .hasMessageContaining("policies");
    assertThatThrownBy(() -> store.putIfAbsent("a", small()))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> store.head("a")).isInstanceOf(ForbiddenException.class);
    assertThat(s3.requests()).hasSize(3);
  }

  @Test
  void toAClientThatMayNotListARefusedReadIsAbsence() {
    AbsentWhenForbidden client = new AbsentWhenForbidden(store);
    s3.order(Collections.nCopies(3, status(403, "AccessDenied")).toArray(FakeS3.Fault[]::new));

    assertThat(client.head("a")).isEmpty();
    assertThat(client.get("a")).isEmpty();
    assertThatThrownBy(() -> client.putIfAbsent("a", small()))
        .isInstanceOf(ForbiddenException.class);
    s3.order(status(403, "InvalidAccessKeyId"));
    assertThatThrownBy(() -> client.get("a"))
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("InvalidAccessKeyId");
  }

  @Test
  void aMissingBucketIsNotAbsence() {
    s3.order(status(404, "NoSuchBucket"));

    assertThatThrownBy(() -> store.get("a"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("NoSuchBucket");
  }

  @Test
  void twoConditionalWritesAtOnceAreTriedAgain() {
    s3.order(status(409, "ConditionalRequestConflict"), none());

    assertThat(store.putIfAbsent("a", small())).isInstanceOf(PutOutcome.Stored.class);
    assertThat(s3.requests()).containsExactly("PUT", "PUT");
  }

  @Test
  void aPutWhoseAnswerGotLostFindsItsOwnObjectAndSaysConflict() {
    byte[] bytes = bytes(LARGE);
    s3.order(lostAnswer());

    assertThat(store.putIfAbsent("a", Content.of(bytes))).isEqualTo(new PutOutcome.Conflict());
    assertThat(s3.object("a")).hasValue(bytes);
    assertThat(s3.requests()).containsExactly("PUT", "PUT");
  }

  @Test
  void aRefusalThatIsLostDuringTheUploadIsDetectedByReadingTheObject() {
    s3.put("a", new byte[1]);
    s3.order(
        Collections.nCopies(AwsClients.ATTEMPTS, early(412, "PreconditionFailed"))
            .toArray(FakeS3.Fault[]::new));

    assertThat(store.putIfAbsent("a", Content.of(bytes(32 << 20))))
        .isEqualTo(new PutOutcome.Conflict());
  }

  @Test
  void aLostAnswerWithoutAStoredObjectIsAStoreException() {
    s3.order(
        Collections.nCopies(AwsClients.ATTEMPTS, early(503, "SlowDown"))
            .toArray(FakeS3.Fault[]::new));

    assertThatThrownBy(() -> store.putIfAbsent("a", Content.of(bytes(32 << 20))))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("s3://bucket/a");
  }

  @Test
  void whatIsRefusedBeforeTheBodyIsKnownByItsStatus() {
    wire.refuseAll(412, "PreconditionFailed");
    assertThat(store.putIfAbsent("a", Content.of(bytes(LARGE))))
        .isEqualTo(new PutOutcome.Conflict());
    wire.refuseAll(404, "NoSuchKey");
    assertThat(store.putIfMatch("a", "tag", Content.of(bytes(LARGE))))
        .isEqualTo(new PutOutcome.Conflict());
    wire.refuseAll(403, "AccessDenied");
    assertThatThrownBy(() -> store.putIfAbsent("a", Content.of(bytes(LARGE))))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void aReadOutlivesResetsAndTruncation() throws IOException {
    byte[] bytes = bytes(LARGE);
    s3.put("a", bytes);
    wire.resetAfter(1 << 20);
    wire.resetAfter(1 << 19);
    s3.order(none(), none(), truncated(1000));

    assertThat(read("a")).isEqualTo(bytes);
    assertThat(s3.requests()).hasSize(4).allSatisfy(r -> assertThat(r).startsWith("GET"));
  }

  @Test
  void aReadGivesUpWhenTheLineBreaksAgainAndAgain() {
    s3.put("a", bytes(LARGE));
    s3.order(Collections.nCopies(6, truncated(10)).toArray(FakeS3.Fault[]::new));

    assertThatThrownBy(() -> read("a"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("s3://bucket/a")
        .hasMessageContaining("at byte 60");
    assertThat(s3.requests()).hasSize(1 + ResumingBody.RESUMES);
  }

  @Test
  void aWrongByteOnTheWayIsNoticed() {
    s3.put("a", bytes(LARGE));
    s3.order(corrupt());

    assertThatThrownBy(() -> read("a"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("s3://bucket/a")
        .hasMessageContaining("checksum");
  }

  @Test
  void anObjectThatChangesWhileItIsReadIsNotMixed() throws IOException {
    s3.put("a", bytes(LARGE));
    s3.order(truncated(1 << 20));

    try (StoredObject object = store.get("a").orElseThrow()) {
      object.body().readNBytes(1000);
      s3.put("a", bytes(LARGE));

      assertThatThrownBy(() -> object.body().readAllBytes())
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("changed while it was read");
    }
  }

  @Test
  void aRangeIsReadAndResumedWithinItself() throws IOException {
    byte[] bytes = bytes(LARGE);
    s3.put("a", bytes);
    ObjectInfo info = store.head("a").orElseThrow();
    s3.order(truncated(100));

    try (StoredObject range = store.getRange(info, 1000, 5000).orElseThrow()) {
      assertThat(range.info().size()).isEqualTo(5000);
      assertThat(range.body().readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 6000));
    }
    assertThat(s3.requests()).containsExactly("HEAD", "GET bytes=1000-5999", "GET bytes=1100-5999");
    assertThatThrownBy(() -> store.getRange(info, LARGE - 10, 11))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closingTheBodyDoesNotReadTheRest() throws IOException {
    s3.put("a", bytes(LARGE));

    for (int i = 0; i < 3; i++) {
      try (StoredObject object = store.get("a").orElseThrow();
          InputStream body = object.body()) {
        assertThat(body.read()).isEqualTo(s3.object("a").orElseThrow()[0] & 0xff);
      }
    }
  }

  @Test
  void aContentThatFailsOnItsWayIsNotTriedAgainAndLeavesNothing() {
    IOException broken = new IOException("No space left on device");
    Content content = content(LARGE, 2 << 20, broken);

    assertThatThrownBy(() -> store.put("jobs/a", content))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("jobs/a")
        .hasMessageContaining("No space left on device")
        .hasCause(broken);
    assertThat(s3.object("jobs/a")).isEmpty();
    assertThat(s3.requests()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void aLargeContentThatIsNotOfItsSizeIsADefectAndLeavesNothing() {
    for (int written : new int[] {0, LARGE - 1, LARGE + 1, LARGE + (1 << 20)}) {
      assertThatThrownBy(() -> store.putIfAbsent("a", content(LARGE, written, null)))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(s3.object("a")).isEmpty();
  }

  private static Content content(long size, int written, @Nullable IOException thrown) {
    return new Content() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        for (int left = written; left > 0; left -= 10_000) {
          out.write(new byte[Math.min(left, 10_000)]);
        }
        if (thrown != null) {
          throw thrown;
        }
      }
    };
  }
}
