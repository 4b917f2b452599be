package dev.rondo.aws.store;

import dev.rondo.protocol.store.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Writes one object as a multipart upload, if it is too large for one request. One part at a time
 * is in memory. If the connection breaks, the upload goes on with the request that got no answer.
 * The condition is checked at completion, when the object appears. On failure the upload is
 * aborted; if that fails too, the lifecycle rule of the bucket removes it.
 */
final class MultipartUpload {

  /** S3's limit. */
  static final int MAX_PARTS = 10_000;

  private final S3Client s3;
  private final String bucket;
  private final String key;
  private final BreakPause pause;

  /**
   * @param pause waits before a part is sent again
   */
  MultipartUpload(S3Client s3, String bucket, String key, BreakPause pause) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = key;
    this.pause = pause;
  }

  /**
   * Uploads and returns the tag.
   *
   * @param partSize bytes of a part; more when there would be too many
   * @throws SdkException as S3 answers, 412 when the condition does not hold
   */
  String put(Content content, int partSize, Condition condition) throws IOException {
    String upload =
        answer(
                () ->
                    s3.createMultipartUpload(
                        b -> b.bucket(bucket).key(key).checksumAlgorithm(ChecksumAlgorithm.CRC32)))
            .uploadId();
    try {
      Parts parts = new Parts(upload, partSize(content.size(), partSize));
      SizedOutputStream sized = new SizedOutputStream(parts, content.size());
      content.writeTo(sized);
      sized.checkComplete();
      parts.send();
      return answer(
              () ->
                  s3.completeMultipartUpload(
                      b ->
                          b.bucket(bucket)
                              .key(key)
                              .uploadId(upload)
                              .ifNoneMatch(condition.ifNoneMatch())
                              .ifMatch(condition.ifMatch())
                              .multipartUpload(all -> all.parts(parts.sent))))
          .eTag();
    } catch (IOException | RuntimeException e) {
      abort(upload, e);
      throw e;
    }
  }

  /** The answer of S3, after pauses if the connection is broken. */
  private <T> T answer(Supplier<T> request) {
    for (int breaks = 1; ; breaks++) {
      try {
        return request.get();
      } catch (SdkClientException e) {
        if (!isBroken(e) || !pause.goesOn(breaks)) {
          throw e;
        }
      }
    }
  }

  /** Whether S3 may answer later; without credentials, for example, it never does. */
  private static boolean isBroken(SdkClientException e) {
    return e instanceof ApiCallTimeoutException
        || e instanceof ApiCallAttemptTimeoutException
        || e.getCause() instanceof IOException;
  }

  static int partSize(long size, int wanted) {
    long needed = Math.max(wanted, (size + MAX_PARTS - 1) / MAX_PARTS);
    return Math.toIntExact(needed);
  }

  private void abort(String upload, Exception reason) {
    try {
      s3.abortMultipartUpload(b -> b.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      reason.addSuppressed(e);
    }
  }

  private final class Parts extends OutputStream {

    private final List<CompletedPart> sent = new ArrayList<>();
    private final String upload;
    private final byte[] part;
    private int filled;

    Parts(String upload, int partSize) {
      this.upload = upload;
      this.part = new byte[partSize];
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      for (int done = 0; done < length; ) {
        if (filled == part.length) {
          send();
        }
        int count = Math.min(length - done, part.length - filled);
        System.arraycopy(bytes, offset + done, part, filled, count);
        filled += count;
        done += count;
      }
    }

    private void send() {
      int number = sent.size() + 1;
      int length = filled;
      UploadPartResponse answer = answer(() -> sent(number, length));
      // S3 requires at completion the checksums that it verified for each part.
      sent.add(
          CompletedPart.builder()
              .partNumber(number)
              .eTag(answer.eTag())
              .checksumCRC32(answer.checksumCRC32())
              .build());
      filled = 0;
    }

    private UploadPartResponse sent(int number, int length) {
      return s3.uploadPart(
          b ->
              b.bucket(bucket)
                  .key(key)
                  .uploadId(upload)
                  .partNumber(number)
                  .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                  .overrideConfiguration(TimeOuts.forBytes(length)),
          RequestBody.fromContentProvider(
              () -> new ByteArrayInputStream(part, 0, length), length, "application/octet-stream"));
    }
  }
}
