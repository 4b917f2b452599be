package dev.rondo.aws.testing;

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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A server that runs as a process of this machine, with a folder of its own. It ends with this JVM
 * at the latest, and so does all that it has started.
 */
final class ServerProcess implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(3);

  private final Process process;
  private final Path home;
  private final Path log;
  private final Duration stop;
  private final Thread atExit;

  /**
   * Starts a server.
   *
   * @param home an empty folder, deleted in the end but for the log
   * @param environment all of it: nothing is inherited
   * @param stop how long it may take to end by itself
   */
  ServerProcess(Path home, List<String> command, Map<String, String> environment, Duration stop)
      throws IOException {
    this.home = home;
    this.log = home.resolve("server.log");
    this.stop = stop;
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.directory(home.toFile());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    this.process = builder.start();
    this.atExit = new Thread(this::end);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it answers this address with status 200. */
  void awaitHealth(URI health) {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(health).build();
    try {
      Awaitility.await("the answer of " + health + "; the log is " + log)
          .atMost(START)
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptionsInstanceOf(IOException.class)
          .failFast("the server has ended; see " + log, () -> !process.isAlive())
          .until(
              () -> http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** All that it has printed. */
  Path log() {
    return log;
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // The JVM ends, and so has the server.
    }
  }

  /** Politely first; then for sure, with all that it has started. */
  private void end() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(stop.toSeconds(), TimeUnit.SECONDS)) {
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
}
