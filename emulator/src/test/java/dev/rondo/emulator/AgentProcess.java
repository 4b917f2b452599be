package dev.rondo.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.json.Json;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A client agent in a process of its own, as it runs on a client's machine. */
final class AgentProcess implements AutoCloseable {

  /** Several clients train side by side; more threads than processors wait for one another. */
  private static final Map<String, String> ONE_THREAD =
      Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1");

  /** In seconds. An agent ends when its poll has ended, and tests wait for its end. */
  private static final String LONG_POLL = "3";

  private final String client;
  private final Child child;

  private AgentProcess(String client, Child child) {
    this.client = client;
    this.child = child;
  }

  /** The agent's jar. */
  static AgentProcess java(Cloud cloud, String client, Map<String, String> more) {
    Path folder = cloud.folder("agent-" + client);
    Map<String, String> environment = new HashMap<>(cloud.environment());
    environment.putAll(
        Map.of(
            "RONDO_BUCKET",
            cloud.output("BucketName"),
            "RONDO_TASK_QUEUE_URL",
            cloud.output("TaskQueueUrl"),
            "RONDO_IDENTITY",
            "id:" + client,
            "RONDO_CACHE",
            folder.resolve("cache").toString(),
            "RONDO_HEALTH_FILE",
            folder.resolve("health.json").toString(),
            "RONDO_HAND_BACK_SECONDS",
            "1-2",
            "RONDO_LONG_POLL_SECONDS",
            LONG_POLL));
    environment.putAll(ONE_THREAD);
    environment.putAll(more);
    environment.remove("RONDO_BUILD");
    List<String> command =
        List.of(
            Cloud.javaCommand(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-jar",
            Cloud.HOME.resolve("client-agent/target/rondo-agent.jar").toString());
    return new AgentProcess(
        client, Child.start(folder, environment, folder.resolve("output"), command));
  }

  /** The client in Python, with the package of this checkout. */
  static AgentProcess python(Cloud cloud, String client) {
    Path folder = cloud.folder("agent-" + client);
    List<String> command =
        List.of(
            "python3",
            Cloud.HOME.resolve("examples/python-client/mlp.py").toString(),
            "--bucket",
            cloud.output("BucketName"),
            "--task-queue-url",
            cloud.output("TaskQueueUrl"),
            "--client-id",
            client);
    Map<String, String> environment = new HashMap<>(cloud.environment());
    environment.put("RONDO_HAND_BACK_SECONDS", "1-2");
    environment.putAll(ONE_THREAD);
    environment.put("PYTHONPATH", Cloud.HOME.resolve("python/src").toString());
    return new AgentProcess(
        client, Child.start(folder, environment, folder.resolve("output"), command));
  }

  String client() {
    return client;
  }

  Child process() {
    return child;
  }

  /** The status lines that it has printed. */
  List<JsonNode> lines() {
    return child
        .output()
        .lines()
        .filter(line -> line.startsWith("{") && line.endsWith("}"))
        .map(line -> Json.parse(line, JsonNode.class, "agent"))
        .toList();
  }

  Stream<JsonNode> lines(String state) {
    return lines().stream().filter(line -> line.path("state").asText().equals(state));
  }

  /** SIGKILL, as a machine that loses its power. */
  void kill() {
    child.kill();
  }

  @Override
  public void close() {
    child.close();
  }
}
