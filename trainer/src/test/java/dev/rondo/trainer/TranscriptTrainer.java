package dev.rondo.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A trainer that expects the requests of a transcript, and gives the answers in it. */
final class TranscriptTrainer {

  private static final List<String> PATHS = List.of("folder", "base", "out", "model");

  private TranscriptTrainer() {}

  /** The command that starts it. */
  static String command(Path transcript) {
    return "exec '%s' -XX:TieredStopAtLevel=1 -XX:-UsePerfData -cp '%s' %s '%s'"
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            System.getProperty("java.class.path"),
            TranscriptTrainer.class.getName(),
            transcript.toAbsolutePath());
  }

  /**
   * Serves requests.
   *
   * @param arguments the path of the transcript
   */
  public static void main(String[] arguments) throws IOException {
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line : Files.readAllLines(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
      String message = line.substring(2);
      if (line.startsWith("<")) {
        System.out.println(message);
        System.out.flush();
        continue;
      }
      String request = requests.readLine();
      if (request == null || !withoutPaths(request).equals(withoutPaths(message))) {
        System.err.println("Expected: " + message);
        System.err.println("Received: " + request);
        System.exit(1);
      }
      String out = parse(request).path("out").asText();
      if (!out.isEmpty()) {
        try (OutputStream file = Files.newOutputStream(Path.of(out))) {
          ModelFile.content("digits", 1, FakeTrainer.LAYOUT, new float[5]).writeTo(file);
        }
      }
    }
  }

  /** The message; paths are those of the machine that wrote the transcript. */
  private static ObjectNode withoutPaths(String line) {
    ObjectNode message = parse(line);
    PATHS.stream().filter(message::has).forEach(path -> message.put(path, "/"));
    return message;
  }

  private static ObjectNode parse(String line) {
    return (ObjectNode) Json.parse(line, JsonNode.class, "a message");
  }
}
