package dev.rondo.aws.store;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * The store on S3. Objects are written by one PUT each, up to S3's limit of 5 GiB, because the
 * bucket's policy demands If-None-Match on that very action of the clients; above it, in parts.
 * Memory does not grow with the objects.
 *
 * <p>A put that is sent again after its answer got lost finds its own object: S3 says 412, and the
 * outcome is {@link PutOutcome.Conflict}, as the port has it. Who must know reads back and
 * compares.
 *
 * <p>Uploads carry a CRC32, which S3 checks and keeps; a read that runs through is checked against
 * it, one that had to be resumed only against the tag and the length.
 *
 * <p>Use clients of {@link dev.rondo.aws.AwsClients}: they try again what may be tried again,
 * ConditionalRequestConflict included. What fails even so is {@link StoreException}, for 403 {@link
 * dev.rondo.protocol.store.ForbiddenException}.
 */
public final class S3ObjectStore implements ObjectStore {

  /** The largest object for one PUT, in bytes: 5 GiB. */
  public static final long LARGEST_PUT = 5L << 30;

  /** Bytes of a part, all of which are in memory at once: 64 MiB. */
  public static final int PART_SIZE = 64 << 20;

  /** The largest object for one PUT of a client, whose line can be slow: 100 MB. */
  public static final long LARGEST_PUT_OF_CLIENT = 100_000_000;

  /** Bytes of a part of a client: 16 MiB. */
  public static final int PART_SIZE_OF_CLIENT = 16 << 20;

  private final S3Client s3;
  private final String bucket;
  private final S3Parts parts;
  private final long largestPut;
  private final int partSize;
  private final BreakPause pause;

  public S3ObjectStore(S3Client s3, String bucket) {
    this(s3, bucket, LARGEST_PUT, PART_SIZE);
  }

  /**
   * A store with a lower threshold for multipart uploads.
   *
   * @param largestPut bytes; what is larger is written in parts
   * @param partSize bytes, at least 5 MiB on S3
   */
  public S3ObjectStore(S3Client s3, String bucket, long largestPut, int partSize) {
    this(s3, bucket, largestPut, partSize, BreakPause.NONE);
  }

  S3ObjectStore(S3Client s3, String bucket, long largestPut, int partSize, BreakPause pause) {
    if (largestPut < 0 || largestPut > LARGEST_PUT || partSize < 1) {
      throw new IllegalArgumentException("Not valid thresholds: " + largestPut + ", " + partSize);
    }
    this.s3 = s3;
    this.bucket = bucket;
    this.parts = new S3Parts(s3, bucket);
    this.largestPut = largestPut;
    this.partSize = partSize;
    this.pause = pause;
  }

  /** The store of a client: an upload above 100 MB survives a connection that breaks. */
  public static S3ObjectStore ofClient(S3Client s3, String bucket) {
    return new S3ObjectStore(
        s3, bucket, LARGEST_PUT_OF_CLIENT, PART_SIZE_OF_CLIENT, BreakPause.STANDARD);
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    try {
      HeadObjectResponse head = s3.headObject(b -> b.bucket(bucket).key(key));
      return Optional.of(new ObjectInfo(key, head.contentLength(), ETags.plain(head.eTag())));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw S3Errors.translate("read", bucket, key, e);
    }
  }

  @Override
  public Optional<StoredObject> get(String key) {
    try {
      ResponseInputStream<GetObjectResponse> body =
          s3.getObject(
              GetObjectRequest.builder()
                  .bucket(bucket)
                  .key(key)
                  .checksumMode(ChecksumMode.ENABLED) // The SDK compares, but only when asked to.
                  .build());
      long size = body.response().contentLength();
      ObjectInfo info = new ObjectInfo(key, size, ETags.plain(body.response().eTag()));
      return Optional.of(new StoredObject(info, resuming(info, body, 0, size)));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw S3Errors.translate("read", bucket, key, e);
    }
  }

  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    ObjectStore.checkRange(object, from, length);
    try {
      ResponseInputStream<GetObjectResponse> body = request(object, from, from + length);
      ObjectInfo range = new ObjectInfo(object.key(), length, object.etag());
      return Optional.of(new StoredObject(range, resuming(object, body, from, from + length)));
    } catch (SdkException e) {
      if (isOther(e)) {
        return Optional.empty();
      }
      throw S3Errors.translate("read", bucket, object.key(), e);
    }
  }

  private ResumingBody resuming(
      ObjectInfo object, ResponseInputStream<GetObjectResponse> body, long from, long toExclusive) {
    return new ResumingBody(
        "s3://" + bucket + "/" + object.key(),
        (begin, end) -> open(object, begin, end),
        body,
        from,
        toExclusive);
  }

  private ResponseInputStream<GetObjectResponse> open(
      ObjectInfo object, long from, long toExclusive) {
    try {
      return request(object, from, toExclusive);
    } catch (SdkException e) {
      if (isOther(e)) {
        throw new StoreException(
            "s3://" + bucket + "/" + object.key() + " changed while it was read", e);
      }
      throw S3Errors.translate("read", bucket, object.key(), e);
    }
  }

  private ResponseInputStream<GetObjectResponse> request(
      ObjectInfo object, long from, long toExclusive) {
    return s3.getObject(
        GetObjectRequest.builder()
            .bucket(bucket)
            .key(object.key())
            .range("bytes=%s-%s".formatted(from, toExclusive - 1))
            .ifMatch(ETags.quoted(object.etag()))
            .build());
  }

  /** Whether the object no longer exists as it was: deleted, replaced, or shorter. */
  private static boolean isOther(SdkException e) {
    return e instanceof NoSuchKeyException
        || AwsAnswers.isStatus(e, 412)
        || AwsAnswers.isStatus(e, 416);
  }

  @Override
  public String put(String key, Content content) {
    try {
      return send(key, content, Condition.NONE);
    } catch (SdkException e) {
      throw S3Errors.translate("write", bucket, key, e);
    }
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    return putIf(key, content, Condition.ABSENT);
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    return putIf(key, content, Condition.tagged(etag));
  }

  private PutOutcome putIf(String key, Content content, Condition condition) {
    try {
      return new PutOutcome.Stored(send(key, content, condition));
    } catch (SdkException e) {
      if (isConflict(e) || (!(e instanceof AwsServiceException) && isForeign(key, condition, e))) {
        return new PutOutcome.Conflict();
      }
      throw S3Errors.translate("write", bucket, key, e);
    }
  }

  /** With If-Match, S3 answers 404 NoSuchKey if the object does not exist. */
  private static boolean isConflict(SdkException e) {
    return AwsAnswers.isStatus(e, 412)
        || (AwsAnswers.isStatus(e, 404) && !AwsAnswers.isCode(e, "NoSuchBucket"));
  }

  /**
   * After a request without any answer: whether the condition does not hold now. S3 may have
   * answered while the body was sent, or may have executed the request; both are a conflict.
   */
  private boolean isForeign(String key, Condition condition, SdkException noAnswer) {
    try {
      return !condition.holds(head(key));
    } catch (StoreException e) {
      noAnswer.addSuppressed(e);
      return false;
    }
  }

  /**
   * Writes the object and returns its tag; throws what the SDK throws, but for the content's own
   * failure.
   */
  private String send(String key, Content content, Condition condition) {
    try {
      return ETags.plain(
          content.size() > largestPut
              ? new MultipartUpload(s3, bucket, key, pause).put(content, partSize, condition)
              : putOnce(key, content, condition));
    } catch (IOException e) {
      throw UploadBody.failure(key, e);
    }
  }

  private String putOnce(String key, Content content, Condition condition) {
    try (UploadBody upload = new UploadBody(key, content)) {
      return s3.putObject(
              b ->
                  b.bucket(bucket)
                      .key(key)
                      .ifNoneMatch(condition.ifNoneMatch())
                      .ifMatch(condition.ifMatch())
                      .overrideConfiguration(TimeOuts.forBytes(content.size())),
              upload.body())
          .eTag();
    } catch (RuntimeException e) {
      throw UploadBody.failureOfContent(key, e).orElse(e);
    }
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    try {
      return s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
          .map(o -> new ObjectInfo(o.key(), o.size(), ETags.plain(o.eTag())))
          .toList();
    } catch (SdkException e) {
      throw S3Errors.translate("list", bucket, prefix, e);
    }
  }

  @Override
  public Upload beginUpload(String key) {
    return parts.begin(key);
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    return parts.put(upload, number, content);
  }

  @Override
  public UploadOutcome completeUpload(Upload upload, List<String> tags) {
    return parts.complete(upload, tags);
  }

  @Override
  public void abortUpload(Upload upload) {
    parts.abort(upload);
  }
}
