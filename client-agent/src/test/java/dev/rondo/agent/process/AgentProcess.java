package dev.rondo.agent.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.agent.Agent;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.testing.TestedJava;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An agent in a process of its own. */
final class AgentProcess implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** The first is in the manifest of the agent's jar, the second in its Dockerfile. */
  private static final List<String> FLAGS_OF_THE_IMAGE =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private final Process process;
  private final Thread reader;
  private final List<String> lines = new ArrayList<>();

  private AgentProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "agent-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one that knows nothing of this process's environment. Where its Java is not installed,
   * the test is skipped.
   *
   * @param environment the variables by which the SDK finds credentials and endpoint, and others
   */
  static AgentProcess start(TestedJava java, Map<String, String> environment, List<String> flags)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(java.program().toString()));
    if (java == TestedJava.JAVA_25) {
      command.addAll(FLAGS_OF_THE_IMAGE);
    }
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseParallelGC",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Agent.class.getName()));
    command.addAll(flags);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1"));
    return new AgentProcess(builder.start());
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until there is a status line of this state, and returns it. */
  JsonNode await(String state) {
    List<JsonNode> found = new ArrayList<>();
    try {
      Awaitility.await("state " + state)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .failFast("it has ended", () -> !reader.isAlive() && of(state).isEmpty())
          .until(() -> found.addAll(of(state)));
    } catch (RuntimeException e) {
      throw new AssertionError("No state " + state + " but " + lines(), e);
    }
    return found.get(0);
  }

  private List<JsonNode> of(String state) {
    return lines().stream()
        .filter(line -> line.startsWith("{"))
        .map(line -> Json.parse(line, JsonNode.class, line))
        .filter(node -> node.path("state").asText().equals(state))
        .toList();
  }

  /** SIGTERM. */
  AgentProcess terminate() {
    process.toHandle().destroy(); // Process.destroy() would close its output as well.
    return this;
  }

  /** SIGKILL. */
  AgentProcess kill() {
    process.toHandle().destroyForcibly();
    return this;
  }

  /** Waits for its end; returns its exit status. */
  int end() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("It does not end: " + lines());
    }
    reader.join();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }
}
