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

/** Why AWS did not do what it was asked, in one line for the person at the keyboard. */
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

  /** The line for a failure that has its cause in AWS or on the way to it; empty for another. */
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

  private static String service(Throwable failure, AwsServiceException answer) {
    Optional<AwsErrorDetails> details = Optional.ofNullable(answer.awsErrorDetails());
    String code = details.map(AwsErrorDetails::errorCode).orElse("" + answer.statusCode());
    if (EXPIRED.contains(code)) {
      return "The AWS session has expired (%s). Sign in again, for example with  aws sso login, or check the machine's clock."
          .formatted(code);
    }
    if (UNKNOWN_CREDENTIALS.contains(code)) {
      return "AWS does not know these credentials (%s). Check AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
          .formatted(code);
    }
    // Whoever asked says what for; AWS alone does not.
    String what =
        failure == answer
            ? AwsAnswers.reason(answer)
            : oneLine(String.valueOf(failure.getMessage()));
    if (failure instanceof ForbiddenException || !AwsAnswers.isForbidden(answer)) {
      return what;
    }
    return "AWS denies access: %s. These credentials need that permission; aws sts get-caller-identity says whose they are."
        .formatted(what);
  }

  private static String client(SdkClientException client) {
    String message = oneLine(client.getMessage());
    if (message.contains("Unable to load credentials")) {
      return "There are no AWS credentials here. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
          + " AWS_SECRET_ACCESS_KEY, or sign in (aws configure, aws sso login).";
    }
    if (message.contains("Unable to load region")) {
      return "No AWS region is set. Set AWS_REGION, or a region in the profile.";
    }
    if (message.contains("SSO") || message.contains("Token is expired")) {
      return "The AWS sign-in has expired. Sign in again with  aws sso login. (%s)"
          .formatted(message);
    }
    for (Throwable cause = client; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException || cause instanceof ConnectException) {
        return "AWS cannot be reached: %s. Check the network, AWS_REGION and AWS_ENDPOINT_URL."
            .formatted(oneLine(cause.getMessage()));
      }
      if (cause instanceof SocketTimeoutException) {
        return "AWS did not answer in time: %s.".formatted(oneLine(cause.getMessage()));
      }
    }
    return "AWS could not be asked: " + message;
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
