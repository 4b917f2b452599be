package dev.rondo.aws.store;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.protocol.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;

/** Translates answers of S3 into the exceptions of the port. */
final class S3Errors {

  private S3Errors() {}

  /**
   * Everything that is neither absence nor conflict.
   *
   * @param verb what was tried, such as "read"
   */
  static StoreException translate(String verb, String bucket, String key, SdkException e) {
    return AwsAnswers.failure(
        "Cannot " + verb + " s3://" + bucket + "/" + key,
        "Check the credentials (aws sts get-caller-identity), the bucket name,"
            + " and that the policies of the credentials and the bucket permit to "
            + verb
            + " this key. Without s3:ListBucket, S3 gives the same answer for objects that do not"
            + " exist.",
        e);
  }
}
