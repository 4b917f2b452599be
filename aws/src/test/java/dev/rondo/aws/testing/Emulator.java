package dev.rondo.aws.testing;

import dev.rondo.aws.AwsClients;
import dev.rondo.protocol.testing.WorkFolders;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * AWS on this machine: a process of its own of MiniStack (PyPI {@code ministack}), on a free port,
 * with nothing in it. Closing it ends the process and all that it has started.
 */
public final class Emulator implements LocalAws {

  /** What a function answers that the emulator did not really run. */
  public static final String MOCK_MARKER = "Mock response";

  private static final Duration STOP = Duration.ofSeconds(60);

  private final ServerProcess process;
  private final URI endpoint;
  private final AwsClients clients;

  private Emulator(ServerProcess process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
    this.clients = AwsClients.at(endpoint, REGION, ACCESS_KEY, ACCESS_KEY);
  }

  /** Starts one; where it is not installed the test is skipped, with the reason. */
  public static Emulator startIfInstalled() {
    return startIfInstalled(Map.of());
  }

  /**
   * Starts one with options of its own, such as {@code AUTH=true} (IAM is enforced) or {@code
   * SFN_WAIT_SCALE=0.1} (state machines wait shorter); where it is not installed the test is
   * skipped, with the reason.
   */
  public static Emulator startIfInstalled(Map<String, String> options) {
    Optional<Path> program = onPath("ministack");
    Assumptions.assumeTrue(
        program.isPresent(), "ministack is not on the PATH (pip install ministack)");
    return start(program.get(), options);
  }

  private static Emulator start(Path program, Map<String, String> options) {
    try {
      int port = ServerProcess.freePort();
      URI endpoint = URI.create("http://127.0.0.1:" + port);
      Path home = WorkFolders.create("ministack");
      // Its environment is seen by every function that it runs, so nothing of ours is in it.
      Map<String, String> environment = new HashMap<>(settings(program, home, port));
      environment.putAll(LocalAws.environment(endpoint));
      environment.putAll(options);
      ServerProcess process =
          new ServerProcess(home, List.of(program.toString()), environment, STOP);
      process.awaitHealth(endpoint.resolve("/_ministack/health"));
      return new Emulator(process, endpoint);
    } catch (IOException e) {
      throw new IllegalStateException("The emulator did not start", e);
    }
  }

  private static Map<String, String> settings(Path program, Path home, int port) {
    String path =
        String.join(
            File.pathSeparator,
            String.valueOf(program.getParent()),
            Path.of(System.getProperty("java.home"), "bin").toString(),
            System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    return Map.of(
        "PATH",
        path,
        "HOME",
        home.toString(),
        "TMPDIR",
        home.toString(),
        "BIND_HOST",
        "127.0.0.1",
        "MINISTACK_HOST",
        "127.0.0.1",
        "GATEWAY_PORT",
        String.valueOf(port));
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public AwsClients clients() {
    return clients;
  }

  /** Clients with other credentials; for {@code AUTH=true}. Close them. */
  public AwsClients clients(String accessKey, String secretKey) {
    return AwsClients.at(endpoint, REGION, accessKey, secretKey);
  }

  /** All that the emulator has said, and what the functions that it ran have. */
  public Path log() {
    return process.log();
  }

  /** The log's lines that hold this; no line should hold {@link #MOCK_MARKER}. */
  public List<String> linesWith(String text) {
    try (var lines = Files.lines(log())) {
      return lines.filter(line -> line.contains(text)).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Forgets everything that it holds. */
  public void reset() {
    HttpRequest reset =
        HttpRequest.newBuilder(endpoint.resolve("/_ministack/reset"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      HttpClient.newHttpClient().send(reset, HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    clients.close();
    process.close();
  }

  private static Optional<Path> onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
