package dev.rondo.aws.store;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Multipart uploads whose parts come from several functions. S3 verifies the CRC32 of each part and
 * requires it again at completion, so a part's tag here is its entity tag, a slash, and its
 * checksum.
 */
final class S3Parts {

  private final S3Client s3;
  private final String bucket;

  S3Parts(S3Client s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  Upload begin(String key) {
    try {
      String id =
          s3.createMultipartUpload(
                  b -> b.bucket(bucket).key(key).checksumAlgorithm(ChecksumAlgorithm.CRC32))
              .uploadId();
      return new Upload(key, id);
    } catch (SdkException e) {
      throw S3Errors.translate("write", bucket, key, e);
    }
  }

  Optional<String> put(Upload upload, int number, Content content) {
    try (UploadBody body = new UploadBody(upload.key(), content)) {
      return Optional.of(tag(send(upload, number, content.size(), body)));
    } catch (SdkException e) {
      if (isGone(e)) {
        return Optional.empty();
      }
      throw UploadBody.failureOfContent(upload.key(), e)
          .orElseGet(() -> S3Errors.translate("write", bucket, upload.key(), e));
    } catch (RuntimeException e) {
      throw UploadBody.failureOfContent(upload.key(), e).orElse(e);
    }
  }

  private UploadPartResponse send(Upload upload, int number, long size, UploadBody body) {
    return s3.uploadPart(
        b ->
            b.bucket(bucket)
                .key(upload.key())
                .uploadId(upload.id())
                .partNumber(number)
                .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                .overrideConfiguration(TimeOuts.forBytes(size)),
        body.body());
  }

  UploadOutcome complete(Upload upload, List<String> tags) {
    List<CompletedPart> parts =
        IntStream.range(0, tags.size()).mapToObj(i -> completed(i + 1, tags.get(i))).toList();
    try {
      String etag =
          s3.completeMultipartUpload(
                  b ->
                      b.bucket(bucket)
                          .key(upload.key())
                          .uploadId(upload.id())
                          .ifNoneMatch(Condition.ABSENT.ifNoneMatch())
                          .multipartUpload(all -> all.parts(parts)))
              .eTag();
      return new UploadOutcome.Stored(ETags.plain(etag));
    } catch (SdkException e) {
      if (AwsAnswers.isStatus(e, 412)) {
        return new UploadOutcome.Conflict();
      }
      if (isGone(e) || AwsAnswers.isCode(e, "InvalidPart")) {
        return new UploadOutcome.Gone();
      }
      throw S3Errors.translate("write", bucket, upload.key(), e);
    }
  }

  void abort(Upload upload) {
    try {
      s3.abortMultipartUpload(b -> b.bucket(bucket).key(upload.key()).uploadId(upload.id()));
    } catch (SdkException e) {
      if (!isGone(e)) {
        throw S3Errors.translate("give up", bucket, upload.key(), e);
      }
    }
  }

  private static boolean isGone(SdkException e) {
    return AwsAnswers.isCode(e, "NoSuchUpload");
  }

  private static String tag(UploadPartResponse part) {
    String checksum = part.checksumCRC32();
    return ETags.plain(part.eTag()) + (checksum == null ? "" : "/" + checksum);
  }

  /** A part as S3 expects it at completion. A checksum in Base64 can contain slashes. */
  private static CompletedPart completed(int number, String tag) {
    int slash = tag.indexOf('/');
    CompletedPart.Builder part = CompletedPart.builder().partNumber(number);
    return slash < 0
        ? part.eTag(tag).build()
        : part.eTag(tag.substring(0, slash)).checksumCRC32(tag.substring(slash + 1)).build();
  }
}
