package dev.rondo.aws.testing;

import dev.rondo.aws.AwsClients;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * AWS on this machine: a process of its own of MiniStack (PyPI {@code ministack}), on a free port,
 * with nothing in it. Closing it ends the process and all that it has started.
 */
public final class Emulator implements AutoCloseable {

  /** The region that the emulator says it is. */
  public static final String REGION = "us-east-1";

  /** What a function answers that the emulator did not really run. */
  public static final String MOCK_MARKER = "Mock response";

  private static final String ACCESS_KEY = "test";
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofSeconds(60);

  private final Process process;
  private final Thread atExit;
  private final URI endpoint;
  private final Path home;
  private final Path log;
  private final AwsClients clients;

  private Emulator(Process process, URI endpoint, Path home, Path log) {
    this.process = process;
    this.endpoint = endpoint;
    this.home = home;
    this.log = log;
    this.atExit = new Thread(this::end);
    this.clients = AwsClients.at(endpoint, REGION, ACCESS_KEY, ACCESS_KEY);
    Runtime.getRuntime().addShutdownHook(atExit);
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
      int port = freePort();
      URI endpoint = URI.create("http://127.0.0.1:" + port);
      Path home = Files.createTempDirectory("rondo-emulator");
      Path log = home.resolve("ministack.log");
      ProcessBuilder builder = new ProcessBuilder(program.toString());
      // Its environment is seen by every function that it runs, so nothing of ours is in it.
      builder.environment().clear();
      builder.environment().putAll(settings(program, home, port));
      builder.environment().putAll(environment(endpoint));
      builder.environment().putAll(options);
      builder.directory(home.toFile());
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      Emulator emulator = new Emulator(builder.start(), endpoint, home, log);
      emulator.awaitHealth();
      return emulator;
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

  private static Map<String, String> environment(URI endpoint) {
    return Map.of(
        "AWS_ENDPOINT_URL", endpoint.toString(),
        "AWS_ACCESS_KEY_ID", ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY", ACCESS_KEY,
        "AWS_DEFAULT_REGION", REGION,
        "AWS_REGION", REGION);
  }

  private void awaitHealth() {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest health = HttpRequest.newBuilder(endpoint.resolve("/_ministack/health")).build();
    try {
      Awaitility.await("the emulator's health; its log is " + log)
          .atMost(START)
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptionsInstanceOf(IOException.class)
          .failFast("the emulator has ended; see " + log, () -> !process.isAlive())
          .until(
              () -> http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Such as {@code http://127.0.0.1:4601}. */
  public URI endpoint() {
    return endpoint;
  }

  /** Clients with the rights of the account's root; they are closed with the emulator. */
  public AwsClients clients() {
    return clients;
  }

  /** Clients with other credentials; for {@code AUTH=true}. Close them. */
  public AwsClients clients(String accessKey, String secretKey) {
    return AwsClients.at(endpoint, REGION, accessKey, secretKey);
  }

  /** The variables by which another process finds it: endpoint, region and root's credentials. */
  public Map<String, String> environment() {
    return new LinkedHashMap<>(environment(endpoint));
  }

  /** All that the emulator has said, and what the functions that it ran have. */
  public Path log() {
    return log;
  }

  /** The log's lines that hold this; no line should hold {@link #MOCK_MARKER}. */
  public List<String> linesWith(String text) {
    try (var lines = Files.lines(log)) {
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
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // The JVM ends, and so has the emulator.
    }
  }

  /** Politely first; then for sure, with all its functions. */
  private void end() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroyForcibly);
    deleteAllButTheLog();
  }

  /** It unpacks functions there, which can be large. */
  private void deleteAllButTheLog() {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(log) && !file.equals(home)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // A function that is ending may still write; what it leaves harms nobody.
      System.getLogger("emulator").log(System.Logger.Level.DEBUG, "Left in " + home, e);
    }
  }

  private static Optional<Path> onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
