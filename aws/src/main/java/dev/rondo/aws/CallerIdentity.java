package dev.rondo.aws;

import dev.rondo.protocol.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;

/** Whom the credentials belong to, as policies see it in {@code ${aws:userid}}. */
public final class CallerIdentity {

  private CallerIdentity() {}

  /**
   * The caller's user id: of a role its own id and the session's name, which on EC2 is the
   * instance, as in {@code AROAEXAMPLE:i-0123456789abcdef0}.
   *
   * @throws StoreException when STS does not answer
   */
  public static String userId(AwsClients clients) {
    try {
      return clients.sts().getCallerIdentity().userId();
    } catch (SdkException e) {
      throw AwsAnswers.failure(
          "Could not get the caller identity",
          "This call needs no permission, so the credentials are invalid or expired.",
          e);
    }
  }
}
