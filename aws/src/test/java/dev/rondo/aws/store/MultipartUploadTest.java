package dev.rondo.aws.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.testing.SharedClients;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

class MultipartUploadTest {

  @RegisterExtension static final SharedClients AWS = SharedClients.ofEmulator();
  private ObjectStore store;
  private String bucket;
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  @BeforeEach
  void emptyBucket() {
    bucket = "bucket-" + BUCKETS.incrementAndGet();
    AWS.get().s3().createBucket(b -> b.bucket(bucket));
    store = new S3ObjectStore(AWS.get().s3(), bucket, 0, 40_000);
  }

  @Test
  void partsMakeUpTheWholeAndNoUploadIsLeftBehind() throws IOException {
    byte[] bytes = new byte[1_000_003];
    new Random(1).nextBytes(bytes);

    String etag = store.put("a", Content.of(bytes));
    assertThat(store.putIfAbsent("a", Content.of(new byte[50_000])))
        .isEqualTo(new PutOutcome.Conflict());
    assertThat(store.putIfMatch("a", "other", Content.of(new byte[50_000])))
        .isEqualTo(new PutOutcome.Conflict());
    assertThatThrownBy(() -> store.put("a", tooShort(bytes)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.put("a", failing(bytes)))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("No space left on device");

    assertThat(etag).endsWith("-26"); // S3 says so that there were 26 parts.
    try (StoredObject object = store.get("a").orElseThrow()) {
      assertThat(object.info()).isEqualTo(new ObjectInfo("a", bytes.length, etag));
      assertThat(object.body().readAllBytes()).isEqualTo(bytes);
    }
    assertThat(AWS.get().s3().listMultipartUploads(b -> b.bucket(bucket)).uploads()).isEmpty();
  }

  @Test
  void theConditionHoldsAtTheMomentOfCompletion() {
    byte[] bytes = new byte[100_000];
    String etag = ((PutOutcome.Stored) store.putIfAbsent("a", Content.of(bytes))).etag();
    Content overtaken =
        new Content() {
          @Override
          public long size() {
            return bytes.length;
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
            store.put("a", Content.of(new byte[7])); // Another comes first.
          }
        };

    assertThat(store.putIfMatch("a", etag, overtaken)).isEqualTo(new PutOutcome.Conflict());
    assertThat(store.head("a").orElseThrow().size()).isEqualTo(7);
    String second = store.head("a").orElseThrow().etag();
    assertThat(store.putIfMatch("a", second, Content.of(bytes)))
        .isInstanceOf(PutOutcome.Stored.class);
  }

  /** Fails to send a part of this number some times. */
  private static final class Breaking extends DelegatingS3Client {

    private final List<Integer> numbers = new ArrayList<>();
    private final int number;
    private int breaks;

    Breaking(S3Client s3, int number, int breaks) {
      super(s3);
      this.number = number;
      this.breaks = breaks;
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
      numbers.add(request.partNumber());
      if (request.partNumber() == number && breaks-- > 0) {
        throw SdkClientException.create("The connection is broken", new SocketException());
      }
      return super.uploadPart(request, body);
    }
  }

  @Test
  void afterABreakTheUploadGoesOnWithThePartThatDidNotArrive() throws IOException {
    byte[] bytes = new byte[200_000];
    new Random(2).nextBytes(bytes);
    Breaking s3 = new Breaking(AWS.get().s3(), 3, 4);
    ObjectStore client = new S3ObjectStore(s3, bucket, 0, 40_000, breaks -> true);

    assertThat(client.putIfAbsent("a", Content.of(bytes))).isInstanceOf(PutOutcome.Stored.class);

    assertThat(s3.numbers).containsExactly(1, 2, 3, 3, 3, 3, 3, 4, 5);
    try (StoredObject object = store.get("a").orElseThrow()) {
      assertThat(object.body().readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void whatAPauseCannotMendEndsTheUploadAtOnce() {
    S3Client s3 =
        new DelegatingS3Client(AWS.get().s3()) {
          @Override
          public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
            throw SdkClientException.create("Unable to load credentials");
          }
        };
    ObjectStore client =
        new S3ObjectStore(
            s3,
            bucket,
            0,
            40_000,
            breaks -> {
              throw new AssertionError("It waits");
            });

    assertThatThrownBy(() -> client.putIfAbsent("a", Content.of(new byte[100_000])))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("Unable to load credentials");
  }

  @Test
  void aBreakThatLastsTooLongEndsTheUpload() {
    Breaking s3 = new Breaking(AWS.get().s3(), 2, 100);
    ObjectStore client = new S3ObjectStore(s3, bucket, 0, 40_000, breaks -> breaks < 3);

    assertThatThrownBy(() -> client.putIfAbsent("a", Content.of(new byte[100_000])))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("The connection is broken");
    assertThat(s3.numbers).containsExactly(1, 2, 2, 2);
    assertThat(store.head("a")).isEmpty();
    assertThat(AWS.get().s3().listMultipartUploads(b -> b.bucket(bucket)).uploads()).isEmpty();
  }

  private static Content failing(byte[] bytes) {
    return new Content() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, bytes.length / 2);
        throw new IOException("No space left on device");
      }
    };
  }

  private static Content tooShort(byte[] bytes) {
    return new Content() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, bytes.length - 1);
      }
    };
  }

  @Test
  void partsGrowWhenThereWouldBeTooMany() {
    assertThat(MultipartUpload.partSize(100, 10)).isEqualTo(10);
    assertThat(MultipartUpload.partSize(5L << 40, S3ObjectStore.PART_SIZE))
        .isEqualTo(549_755_814)
        .satisfies(
            size ->
                assertThat((long) size * MultipartUpload.MAX_PARTS)
                    .isGreaterThanOrEqualTo(5L << 40));
  }
}
