package dev.rondo.simulation;

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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A trainer as a program of its own: it moves each weight towards 1, by a step that it draws from
 * its seed. Its accuracy is the mean of the weights.
 */
final class ToyTrainer {

  static final ModelLayout LAYOUT = ModelLayout.of(TensorSpec.of("w", 3), TensorSpec.of("b"));

  private ToyTrainer() {}

  /**
   * The command that starts it.
   *
   * @param behaviour {@code well}; {@code breaks:N}, to exit when client N is to train; {@code
   *     eats:N}, to allocate memory without end then; {@code fails}, to fail always; {@code reads},
   *     to fail without a file of examples; {@code trains}, to evaluate nothing
   */
  static String command(String behaviour) {
    return "exec '%s' -XX:TieredStopAtLevel=1 -XX:-UsePerfData -cp '%s' %s %s"
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            System.getProperty("java.class.path"),
            ToyTrainer.class.getName(),
            behaviour);
  }

  /** Serves requests. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      JsonNode request = Json.parse(line, JsonNode.class, "a request");
      ObjectNode answer =
          JsonNodeFactory.instance.objectNode().put("id", request.path("id").asLong());
      switch (request.path("type").asText()) {
        case "hello" -> {
          answer
              .put("type", "hello")
              .put("protocol", 1)
              .put("name", "toy")
              .putArray("can")
              .add("train");
          if (!arguments[0].equals("trains")) {
            answer.withArray("can").add("evaluate").add("initialize");
          }
        }
        case "initialize" -> {
          try (OutputStream out = Files.newOutputStream(Path.of(request.path("out").asText()))) {
            float[] weights = {0, 0, 0, request.path("seed").asLong() % 7};
            ModelFile.content("toy", 0, LAYOUT, weights).writeTo(out);
          }
          answer.put("type", "initialized");
        }
        case "train" -> train(request, answer, arguments[0]);
        case "evaluate" -> {
          float[] weights = read(request.path("model").asText());
          answer.put("type", "evaluated").put("examples", 1);
          answer.putObject("metrics").put("accuracy", mean(weights)).put("spread", weights[0]);
        }
        default -> {}
      }
      if (answer.has("type")) {
        System.out.println(Json.text(answer));
        System.out.flush();
      }
    }
  }

  private static void train(JsonNode request, ObjectNode answer, String behaviour)
      throws IOException {
    if (behaviour.equals("reads")) {
      Path shard = Path.of(request.path("shard").asText());
      if (!shard.isAbsolute() || !Files.isRegularFile(shard)) {
        answer.put("type", "failed").put("message", "no shard at " + shard);
        return;
      }
    }
    if (behaviour.equals("fails")) {
      answer.put("type", "failed").put("message", "no data");
      return;
    }
    if (behaviour.equals("breaks:" + request.path("partition").asInt())) {
      System.err.println("client " + request.path("partition") + " breaks");
      Runtime.getRuntime().halt(1);
    }
    if (behaviour.equals("eats:" + request.path("partition").asInt())) {
      List<byte[]> eaten = new ArrayList<>();
      while (true) {
        eaten.add(new byte[1_000_000]);
        System.err.println(eaten.size() + " MB");
      }
    }
    SplittableRandom random = new SplittableRandom(request.path("seed").asLong());
    float[] weights = read(request.path("base").asText());
    for (int i = 0; i < weights.length; i++) {
      weights[i] += (float) (random.nextDouble() * (1 - weights[i]));
    }
    try (OutputStream out = Files.newOutputStream(Path.of(request.path("out").asText()))) {
      ModelFile.content("toy", 0, LAYOUT, weights).writeTo(out);
    }
    answer.put("type", "trained").put("examples", 1 + request.path("partition").asInt());
    answer.put("loss", 1 - mean(weights));
    if (request.path("evaluate").asBoolean()) {
      double accuracy = mean(read(request.path("base").asText()));
      answer.putObject("metrics").put("accuracy", accuracy).put("gap", 1 - accuracy);
      answer.put("metrics_examples", 10 + request.path("partition").asInt());
    }
  }

  private static double mean(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum / weights.length;
  }

  private static float[] read(String file) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return ModelFile.read(in, Files.size(Path.of(file)), LAYOUT, file);
    }
  }
}
