package dev.rondo.aws;

import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.StoreException;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Translates failures of AWS services into the exceptions of the ports. */
public final class AwsAnswers {

  private AwsAnswers() {}

  /** Whether a service answered with this HTTP status. */
  public static boolean isStatus(SdkException e, int status) {
    return e instanceof AwsServiceException answer && answer.statusCode() == status;
  }

  /** Whether a service answered with this code, such as {@code NoSuchKey}. */
  public static boolean isCode(SdkException e, String code) {
    return details(e).filter(d -> code.equals(d.errorCode())).isPresent();
  }

  /** Whether a service answered with a code: an answer without a body has none. */
  public static boolean hasCode(SdkException e) {
    return details(e).isPresent();
  }

  /** Whether the credentials are not permitted: status 403, or 400 with such a code. */
  public static boolean isForbidden(SdkException e) {
    return isStatus(e, 403)
        || details(e)
            .map(AwsErrorDetails::errorCode)
            .filter(code -> code.contains("AccessDenied"))
            .isPresent();
  }

  /**
   * The exception of the ports for a failure: {@link ForbiddenException} if the credentials are not
   * permitted; otherwise {@link StoreException}, for 5xx, throttling, timeouts, connection faults,
   * and everything else, because a retry may succeed.
   *
   * @param what what was tried, as in "Cannot read s3://bucket/key"
   * @param advice what to check when it is forbidden
   */
  public static StoreException failure(String what, String advice, SdkException e) {
    String message = what + ": " + reason(e);
    return isForbidden(e)
        ? new ForbiddenException(message + ". " + advice, e)
        : new StoreException(message, e);
  }

  /** One line: status, code, message and request id, or the connection fault. */
  public static String reason(SdkException e) {
    Optional<AwsErrorDetails> found = details(e);
    if (e instanceof AwsServiceException answer && found.isPresent()) {
      AwsErrorDetails details = found.get();
      String message = details.errorMessage();
      return String.format(
          Locale.ROOT,
          "%s answered %d %s%s (request %s)",
          details.serviceName(),
          answer.statusCode(),
          details.errorCode(),
          message == null || message.isBlank() ? "" : ", " + message.strip(),
          answer.requestId());
    }
    return String.valueOf(e.getMessage()).strip();
  }

  private static Optional<AwsErrorDetails> details(SdkException e) {
    return e instanceof AwsServiceException answer
        ? Optional.ofNullable(answer.awsErrorDetails()).filter(d -> d.errorCode() != null)
        : Optional.empty();
  }
}
