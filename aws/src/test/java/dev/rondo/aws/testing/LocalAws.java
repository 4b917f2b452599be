package dev.rondo.aws.testing;

import dev.rondo.aws.AwsClients;
import java.net.URI;
import java.util.Map;

/** An AWS on this machine: {@link Emulator} or {@link LocalStack}. */
public interface LocalAws extends AutoCloseable {

  /** Such as {@code http://127.0.0.1:4601}. */
  URI endpoint();

  /** Clients with the rights of the account's root; they are closed with it. */
  AwsClients clients();

  /** The variables by which another process finds it: endpoint, region and root's credentials. */
  Map<String, String> environment();

  @Override
  void close();
}
