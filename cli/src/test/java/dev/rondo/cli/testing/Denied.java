package dev.rondo.cli.testing;

import dev.rondo.aws.AwsException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What AWS answers to credentials without a permission. */
public final class Denied {

  private Denied() {}

  /** The failure of a request. */
  public static AwsException answer(String what) {
    return new AwsException(
        what,
        (S3Exception)
            S3Exception.builder()
                .statusCode(400)
                .awsErrorDetails(
                    AwsErrorDetails.builder()
                        .serviceName("AWS")
                        .errorCode("AccessDeniedException")
                        .errorMessage("no")
                        .build())
                .build());
  }
}
