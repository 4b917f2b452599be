package dev.rondo.aws.testing;

import dev.rondo.aws.AwsClients;
import dev.rondo.protocol.testing.WorkFolders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * AWS on this machine: LocalStack 4.14.0, the last that starts without an account. It runs as a
 * process where {@code scripts/localstack install} has installed it, or else in a container. Where
 * there is neither the test is skipped, with the reason.
 */
public final class LocalStack implements LocalAws {

  /** It can take minutes to end by itself, and has nothing to save. */
  private static final Duration STOP = Duration.ofSeconds(5);

  private final URI endpoint;
  private final AwsClients clients;
  private final AutoCloseable running;

  private LocalStack(URI endpoint, AutoCloseable running) {
    this.endpoint = endpoint;
    this.running = running;
    this.clients = AwsClients.at(endpoint, REGION, ACCESS_KEY, ACCESS_KEY);
  }

  /** Starts one with these services, such as {@code s3}. */
  public static LocalStack startIfPossible(String... services) {
    if (isInstalled()) {
      return startProcess();
    }
    return InDocker.start(services);
  }

  /** A class of its own, because modules that do not use it do not have Testcontainers. */
  private static final class InDocker {

    private static final DockerImageName IMAGE =
        DockerImageName.parse("localstack/localstack:4.14.0");

    static LocalStack start(String... services) {
      Assumptions.assumeTrue(
          DockerClientFactory.instance().isDockerAvailable(),
          "LocalStack is not installed (scripts/localstack install), and there is no Docker");
      LocalStackContainer container = new LocalStackContainer(IMAGE).withServices(services);
      container.start();
      return new LocalStack(container.getEndpoint(), container::stop);
    }
  }

  /** Starts one that runs functions, as a process; the test is skipped if it is not installed. */
  public static LocalStack startProcessIfInstalled() {
    Assumptions.assumeTrue(
        isInstalled(), "LocalStack is not installed. Run: scripts/localstack install");
    return startProcess();
  }

  private static Path project() {
    return Path.of(System.getProperty("rondo.home", "..")).toAbsolutePath().normalize();
  }

  private static boolean isInstalled() {
    return Files.isRegularFile(project().resolve("target/localstack/installed"));
  }

  private static LocalStack startProcess() {
    try {
      int port = ServerProcess.freePort();
      Path home = WorkFolders.create("localstack");
      String script = project().resolve("scripts/localstack").toString();
      List<String> command =
          List.of(script, "start", Integer.toString(port), home.resolve("data").toString());
      Map<String, String> environment = new HashMap<>();
      for (String name : List.of("PATH", "HOME", "JAVA_HOME", "RONDO_JDK_25")) {
        String value = System.getenv(name);
        if (value != null) {
          environment.put(name, value);
        }
      }
      ServerProcess process = new ServerProcess(home, command, environment, STOP);
      URI endpoint = URI.create("http://127.0.0.1:" + port);
      process.awaitHealth(endpoint.resolve("/_localstack/health"));
      return new LocalStack(endpoint, process);
    } catch (IOException e) {
      throw new IllegalStateException("LocalStack did not start", e);
    }
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public AwsClients clients() {
    return clients;
  }

  @Override
  public void close() {
    clients.close();
    try {
      running.close();
    } catch (Exception e) {
      throw new IllegalStateException("LocalStack did not stop", e);
    }
  }
}
