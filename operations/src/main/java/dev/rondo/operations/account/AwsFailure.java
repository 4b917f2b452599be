package dev.rondo.operations.account;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.protocol.store.ForbiddenException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Explains a failed AWS call in one line, with what the user can do about it. */
public final class AwsFailure {

  private static final Set<String> EXPIRED =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "RequestExpired",
          "TokenRefreshRequired",
          "RequestTimeTooSkewed");
  private static final Set<String> UNKNOWN_CREDENTIALS =
      Set.of(
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "AuthFailure",
          "IncompleteSignature",
          "InvalidSignatureException");

  private AwsFailure() {}

  /** The explanation of a failure caused by AWS or the network; empty for any other failure. */
  public static Optional<String> explain(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AwsServiceException answer) {
        return Optional.of(service(failure, answer));
      }
      if (cause instanceof SdkClientException client) {
        return Optional.of(client(client));
      }
      if (cause instanceof SdkException other) {
        return Optional.of(oneLine(other.getMessage()));
      }
    }
    return Optional.empty();
  }

  /** Whether AWS answered that the credentials do not permit the request. */
  public static boolean isDenied(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AwsServiceException answer) {
        String code =
            Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("");
        return AwsAnswers.isForbidden(answer)
            && !EXPIRED.contains(code)
            && !UNKNOWN_CREDENTIALS.contains(code);
      }
    }
    return false;
  }

  private static String service(Throwable failure, AwsServiceException answer) {
    Optional<AwsErrorDetails> details = Optional.ofNullable(answer.awsErrorDetails());
    String code = details.map(AwsErrorDetails::errorCode).orElse("" + answer.statusCode());
    if (EXPIRED.contains(code)) {
      return "The AWS session has expired (%s). Sign in again (for example: aws sso login), or check the system clock."
          .formatted(code);
    }
    if (UNKNOWN_CREDENTIALS.contains(code)) {
      return "AWS rejects these credentials (%s). Check AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
          .formatted(code);
    }
    // The wrapping exception says what was attempted; the AWS answer alone does not.
    String what =
        failure == answer
            ? AwsAnswers.reason(answer)
            : oneLine(String.valueOf(failure.getMessage()));
    if (failure instanceof ForbiddenException || !AwsAnswers.isForbidden(answer)) {
      return what;
    }
    return "AWS denies access: %s. Grant the permission to this identity (aws sts get-caller-identity shows it)."
        .formatted(what);
  }

  private static String client(SdkClientException client) {
    String message = oneLine(client.getMessage());
    if (message.contains("Unable to load credentials")) {
      return "No AWS credentials found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
          + " AWS_SECRET_ACCESS_KEY, or sign in (aws configure, aws sso login).";
    }
    if (message.contains("Unable to load region")) {
      return "No AWS region is set. Set AWS_REGION, or a region in the profile.";
    }
    if (message.contains("SSO") || message.contains("Token is expired")) {
      return "The AWS sign-in has expired. Sign in again with aws sso login. (%s)"
          .formatted(message);
    }
    for (Throwable cause = client; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException || cause instanceof ConnectException) {
        return "Cannot connect to AWS: %s. Check the network, AWS_REGION and AWS_ENDPOINT_URL."
            .formatted(oneLine(cause.getMessage()));
      }
      if (cause instanceof SocketTimeoutException) {
        return "AWS did not answer in time: %s.".formatted(oneLine(cause.getMessage()));
      }
    }
    return "The AWS request failed: " + message;
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
