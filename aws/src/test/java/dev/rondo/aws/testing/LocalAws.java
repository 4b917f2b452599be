package dev.rondo.aws.testing;

import dev.rondo.aws.AwsClients;
import java.net.URI;
import java.util.Map;

/** An AWS on this machine: {@link Emulator} or {@link LocalStack}. */
public interface LocalAws extends AutoCloseable {

  /** The region of its clients. */
  String REGION = "us-east-1";

  /** Root's, as key and as secret. */
  String ACCESS_KEY = "test";

  /** Such as {@code http://127.0.0.1:4601}. */
  URI endpoint();

  /** Clients with the rights of the account's root; they are closed with it. */
  AwsClients clients();

  /** The variables by which another process finds it: endpoint, region and root's credentials. */
  default Map<String, String> environment() {
    return environment(endpoint());
  }

  /** The same of one that has just been started. */
  static Map<String, String> environment(URI endpoint) {
    return Map.of(
        "AWS_ENDPOINT_URL", endpoint.toString(),
        "AWS_ACCESS_KEY_ID", ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY", ACCESS_KEY,
        "AWS_DEFAULT_REGION", REGION,
        "AWS_REGION", REGION);
  }

  @Override
  void close();
}
