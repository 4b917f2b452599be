package dev.rondo.aws;

import dev.rondo.protocol.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;

/** The identity of the credentials, as policies see it in {@code ${aws:userid}}. */
public final class CallerIdentity {

  private CallerIdentity() {}

  /**
   * The user id of the caller: for a role, the role's id and the session name. On EC2 the session
   * name is the instance id, as in {@code AROAEXAMPLE:i-0123456789abcdef0}.
   *
   * @throws StoreException when STS does not answer
   */
  public static String userId(AwsClients clients) {
    try {
      return clients.sts().getCallerIdentity().userId();
    } catch (SdkException e) {
      throw AwsAnswers.failure(
          "Cannot get the caller identity",
          "This call needs no permission, so the credentials are invalid or expired.",
          e);
    }
  }
}
