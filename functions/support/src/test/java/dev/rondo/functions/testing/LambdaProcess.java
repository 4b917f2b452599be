package dev.rondo.functions.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.testing.TestedJava;
import dev.rondo.protocol.testing.WorkFolders;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A packaged function in a process of its own, started by its bootstrap, with the real runtime
 * interface client. This side acts as Lambda: it serves the Runtime API, which hands out one event
 * after another.
 */
public final class LambdaProcess implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 300;
  private static final String INVOCATION = "/2018-06-01/runtime/invocation/";
  private static final String RESTORE = "/2018-06-01/runtime/restore/next";

  private final HttpServer runtimeApi;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch snapshotTaken = new CountDownLatch(1);
  private final CountDownLatch restored = new CountDownLatch(1);
  private final Process process;
  private final Path output;
  private final Path errors;

  /**
   * What a function said to an event, or to being started.
   *
   * @param failed whether it is an error
   * @param body the answer, or {@code errorType}, {@code errorMessage} and {@code stackTrace}
   */
  public record Answer(boolean failed, JsonNode body) {}

  private LambdaProcess(Path javaHome, Path folder, String handler, Map<String, String> environment)
      throws IOException {
    runtimeApi = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    runtimeApi.setExecutor(threads);
    runtimeApi.createContext("/", this::serve);
    runtimeApi.start();
    Path home = WorkFolders.create("function");
    output = home.resolve("output.log");
    errors = home.resolve("errors.log");
    ProcessBuilder builder = new ProcessBuilder(folder.resolve("bootstrap").toString());
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.putAll(environment);
    variables.put("PATH", javaHome.resolve("bin") + File.pathSeparator + "/usr/bin:/bin");
    variables.put("HOME", home.toString());
    variables.put("LAMBDA_TASK_ROOT", folder.toString());
    variables.put("_HANDLER", handler);
    variables.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + runtimeApi.getAddress().getPort());
    variables.put("AWS_LAMBDA_FUNCTION_NAME", "rondo");
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024");
    variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/rondo");
    variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "stream");
    process = builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
  }

  /**
   * Starts a function. Where its Java is not installed, the test is skipped.
   *
   * @param folder with the bootstrap and lib/
   * @param environment the function's variables, and those by which it finds AWS
   */
  public static LambdaProcess start(
      TestedJava java, Path folder, String handler, Map<String, String> environment) {
    try {
      return new LambdaProcess(java.home(), folder.toAbsolutePath(), handler, environment);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot start " + handler, e);
    }
  }

  /**
   * Waits until a function that was started with {@code AWS_LAMBDA_INITIALIZATION_TYPE=snap-start}
   * is ready for its snapshot. It then stands still until {@link #restore}.
   */
  public void awaitSnapshot() {
    try {
      if (!snapshotTaken.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("Not ready for a snapshot; " + said());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  /** Lets it go on, as it does when its snapshot is restored. */
  public void restore() {
    restored.countDown();
  }

  /** Sends an event and waits for what the function says. */
  public Answer invoke(String event) {
    events.add(event);
    return answer();
  }

  /** Waits for what the function says: to the last event, or to being started when that failed. */
  public Answer answer() {
    try {
      Answer answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError("No answer; " + said());
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  /** The lines that it has written to standard output. */
  public List<String> output() {
    return lines(output);
  }

  /** The lines that it has written to standard error, such as warnings of Java. */
  public List<String> errors() {
    return lines(errors);
  }

  private String said() {
    return "the function's output: " + output() + ", and errors: " + errors();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (path.equals(INVOCATION + "next")) {
      next(exchange);
      return;
    }
    if (path.equals(RESTORE)) {
      awaitRestore(exchange);
      return;
    }
    exchange.sendResponseHeaders(202, -1);
    exchange.close();
    boolean failed = path.endsWith("/error");
    if (failed || path.endsWith("/response")) {
      answers.add(new Answer(failed, Json.parse(body, JsonNode.class, "The answer")));
    }
  }

  private void awaitRestore(HttpExchange exchange) throws IOException {
    snapshotTaken.countDown();
    try (exchange) {
      restored.await();
      exchange.sendResponseHeaders(200, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void next(HttpExchange exchange) throws IOException {
    byte[] event;
    try {
      event = events.take().getBytes(StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
      return;
    }
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Lambda-Runtime-Aws-Request-Id", "request-" + requests.incrementAndGet());
    headers.set("Lambda-Runtime-Deadline-Ms", "4102444800000");
    headers.set(
        "Lambda-Runtime-Invoked-Function-Arn",
        "arn:aws:lambda:us-east-1:123456789012:function:rondo");
    exchange.sendResponseHeaders(200, event.length);
    try (exchange) {
      exchange.getResponseBody().write(event);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    runtimeApi.stop(0);
    threads.shutdownNow();
  }
}
