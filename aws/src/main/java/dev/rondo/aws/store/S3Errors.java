package dev.rondo.aws.store;

import dev.rondo.core.store.ForbiddenException;
import dev.rondo.core.store.StoreException;
import java.util.Locale;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What S3 answers, in the words of the port. */
final class S3Errors {

  private S3Errors() {}

  static boolean isStatus(SdkException e, int status) {
    return e instanceof AwsServiceException answer && answer.statusCode() == status;
  }

  static boolean isCode(SdkException e, String code) {
    return e instanceof AwsServiceException answer
        && answer.awsErrorDetails() != null
        && code.equals(answer.awsErrorDetails().errorCode());
  }

  /**
   * Everything that is neither absence nor conflict: 403 is {@link ForbiddenException}; 5xx,
   * throttling, time-outs and connection faults are {@link StoreException}, and so is what is left,
   * because nobody knows that it will stay so.
   *
   * @param verb what was tried, such as "read"
   */
  static StoreException translate(String verb, String bucket, String key, SdkException e) {
    String what = "Could not " + verb + " s3://" + bucket + "/" + key + ": " + reason(e).strip();
    if (isStatus(e, 403)) {
      return new ForbiddenException(
          what
              + ". Check that these credentials are the ones that you mean"
              + " (aws sts get-caller-identity), that their policy and the bucket's allow to "
              + verb
              + " this key, and the bucket's name. Without s3:ListBucket, S3 says the same of what"
              + " is not there.",
          e);
    }
    return new StoreException(what, e);
  }

  private static String reason(SdkException e) {
    if (e instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
      String message = answer.awsErrorDetails().errorMessage();
      return String.format(
          Locale.ROOT,
          "S3 answered %d %s%s (request %s)",
          answer.statusCode(),
          answer.awsErrorDetails().errorCode(),
          message == null || message.isEmpty() ? "" : ", " + message,
          answer.requestId());
    }
    return String.valueOf(e.getMessage());
  }
}
