package dev.rondo.aws.testing;

import dev.rondo.aws.AwsClients;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * AWS in a container: LocalStack 4.14.0, the last that starts without an account. Where there is no
 * Docker the test is skipped, with the reason.
 */
public final class LocalStack implements AutoCloseable {

  private static final DockerImageName IMAGE =
      DockerImageName.parse("localstack/localstack:4.14.0");

  private final LocalStackContainer container;
  private final AwsClients clients;

  private LocalStack(LocalStackContainer container) {
    this.container = container;
    this.clients =
        AwsClients.at(
            container.getEndpoint(),
            container.getRegion(),
            container.getAccessKey(),
            container.getSecretKey());
  }

  /** Starts one with these services, such as {@code s3}. */
  public static LocalStack startIfDockerIsThere(String... services) {
    Assumptions.assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(), "there is no Docker here");
    LocalStackContainer container = new LocalStackContainer(IMAGE).withServices(services);
    container.start();
    return new LocalStack(container);
  }

  public AwsClients clients() {
    return clients;
  }

  @Override
  public void close() {
    clients.close();
    container.stop();
  }
}
