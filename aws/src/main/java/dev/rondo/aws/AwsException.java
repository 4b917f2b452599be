package dev.rondo.aws;

import software.amazon.awssdk.core.exception.SdkException;

/**
 * AWS failed to do what an operator requested. The message says what and why; the cause is the
 * SDK's exception.
 */
public final class AwsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param what what was tried, as in "Cannot reboot i-0123"
   */
  public AwsException(String what, SdkException e) {
    super(what + ": " + AwsAnswers.reason(e), e);
  }

  public AwsException(String message) {
    super(message);
  }
}
