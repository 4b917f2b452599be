package dev.rondo.agent.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A trainer as a program of its own: it adds 1 to each weight. It writes each request to a file,
 * and its process id before the first one.
 */
public final class ToyTrainer {

  public static final ModelLayout LAYOUT =
      ModelLayout.of(TensorSpec.of("w", 3), TensorSpec.of("b"));

  private final BufferedReader requests =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final String behaviour;
  private final Path journal;

  private ToyTrainer(String behaviour, Path journal) {
    this.behaviour = behaviour;
    this.journal = journal;
  }

  /**
   * The command that starts it. Its process is a child of a shell.
   *
   * @param behaviour {@code well}; {@code crashes-once}, at its first training; {@code waits}, at
   *     its first training until that is cancelled; {@code sleeps}, at each training, whatever it
   *     is told; {@code evaluates}, to train nothing
   * @param journal the file for requests and process ids
   */
  public static String command(String behaviour, Path journal) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    // In a file, because a class path is longer than a setting may be.
    Path script = journal.resolveSibling(behaviour + ".sh");
    Files.writeString(
        script,
        "'%s' -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx64m -cp '%s' %s %s '%s'%n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                classPath,
                ToyTrainer.class.getName(),
                behaviour,
                journal));
    return "sh '" + script + "'";
  }

  /** The processes that have been started. */
  static List<Long> processes(Path journal) throws IOException {
    return lines(journal, "process ").map(Long::valueOf).toList();
  }

  /** The requests of a type. */
  static List<JsonNode> requests(Path journal, String type) throws IOException {
    return lines(journal, "request ")
        .map(line -> Json.parse(line, JsonNode.class, line))
        .filter(request -> request.path("type").asText().equals(type))
        .toList();
  }

  private static Stream<String> lines(Path journal, String kind) throws IOException {
    return Files.exists(journal)
        ? Files.readAllLines(journal).stream()
            .filter(line -> line.startsWith(kind))
            .map(line -> line.substring(kind.length()))
        : Stream.empty();
  }

  private void note(String line) throws IOException {
    Files.writeString(journal, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Serves requests. */
  public static void main(String[] arguments) throws Exception {
    new ToyTrainer(arguments[0], Path.of(arguments[1])).serve();
  }

  private void serve() throws Exception {
    boolean first = !Files.exists(journal);
    note("process " + ProcessHandle.current().pid());
    for (String line = next(); line != null; line = next()) {
      JsonNode request = request(line);
      ObjectNode answer = answer(request);
      switch (request.path("type").asText()) {
        case "hello" -> {
          answer.put("type", "hello").put("protocol", 1).put("name", "toy");
          answer.putArray("can").add(behaviour.equals("evaluates") ? "evaluate" : "train");
        }
        case "train" -> train(request, answer, first);
        default -> {}
      }
      if (request.path("type").asText().equals("train")) {
        first = false;
      }
      if (answer.has("type")) {
        System.out.println(Json.text(answer));
        System.out.flush();
      }
    }
  }

  private @Nullable String next() throws IOException {
    String line = requests.readLine();
    if (line != null) {
      note("request " + line);
    }
    return line;
  }

  private static JsonNode request(String line) {
    return Json.parse(line, JsonNode.class, "a request");
  }

  private static ObjectNode answer(JsonNode request) {
    return JsonNodeFactory.instance.objectNode().put("id", request.path("id").asLong());
  }

  private void train(JsonNode request, ObjectNode answer, boolean first) throws Exception {
    System.err.println("training " + request.path("client").asText());
    if (first && behaviour.equals("crashes-once")) {
      System.err.println("out of memory");
      Runtime.getRuntime().halt(3);
    }
    if (first && behaviour.equals("waits")) {
      String cancel = next();
      if (cancel == null) {
        System.exit(0);
      }
      answer.put("type", "cancelled");
      return;
    }
    if (behaviour.equals("sleeps")) {
      Thread.sleep(600_000);
    }
    float[] weights = read(request.path("base").asText());
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 1;
    }
    try (OutputStream out = Files.newOutputStream(Path.of(request.path("out").asText()))) {
      ModelFile.content("toy", 0, LAYOUT, weights).writeTo(out);
    }
    answer.put("type", "trained").put("examples", 7).put("loss", 0.5);
  }

  private static float[] read(String file) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return ModelFile.read(in, Files.size(Path.of(file)), LAYOUT, file);
    }
  }
}
