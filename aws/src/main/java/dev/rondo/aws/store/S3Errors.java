package dev.rondo.aws.store;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.protocol.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;

/** What S3 answers, in the words of the port. */
final class S3Errors {

  private S3Errors() {}

  /**
   * Everything that is neither absence nor conflict.
   *
   * @param verb what was tried, such as "read"
   */
  static StoreException translate(String verb, String bucket, String key, SdkException e) {
    return AwsAnswers.failure(
        "Could not " + verb + " s3://" + bucket + "/" + key,
        "Check that these credentials are the ones that you mean (aws sts get-caller-identity),"
            + " that their policy and the bucket's allow to "
            + verb
            + " this key, and the bucket's name. Without s3:ListBucket, S3 says the same of what is"
            + " not there.",
        e);
  }
}
