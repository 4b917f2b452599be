package dev.rondo.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsWriter;
import dev.rondo.protocol.safetensors.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A trainer whose behaviour a test chooses, as a program of its own. */
final class FakeTrainer {

  static final ModelLayout LAYOUT = ModelLayout.of(TensorSpec.of("w", 2, 2), TensorSpec.of("b", 1));

  private static final PrintStream ANSWERS = System.out;

  private FakeTrainer() {}

  /** The command that starts it with a behaviour. */
  static TrainerSettings settings(String behaviour) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return TrainerSettings.of(
        "exec '%s' -XX:TieredStopAtLevel=1 -XX:-UsePerfData -cp '%s' %s %s"
            .formatted(
                java,
                System.getProperty("java.class.path"),
                FakeTrainer.class.getName(),
                behaviour));
  }

  /**
   * Serves requests.
   *
   * @param arguments the behaviour: what it does when it is to train
   */
  public static void main(String[] arguments) throws Exception {
    String behaviour = arguments[0];
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      JsonNode request = Json.parse(line, JsonNode.class, "a request");
      switch (request.path("type").asText()) {
        case "hello" -> hello(request, behaviour);
        case "train" -> train(request, behaviour, requests);
        case "evaluate" -> evaluate(request, behaviour);
        default -> {}
      }
    }
    if (behaviour.equals("does-not-exit")) {
      Thread.sleep(600_000);
    }
  }

  private static void hello(JsonNode request, String behaviour) {
    ObjectNode hello =
        answer(request, "hello")
            .put("protocol", behaviour.equals("future") ? 2 : 1)
            .put("name", "fake " + ProcessHandle.current().pid());
    hello.putArray("can").add("train").add("evaluate");
    say(hello);
  }

  private static void train(JsonNode request, String behaviour, BufferedReader requests)
      throws Exception {
    System.err.println("training " + request.path("client").asText());
    float[] numbers = {1, 2, 3, 4, 5};
    ObjectNode trained = answer(request, "trained").put("examples", 7).put("loss", 0.5);
    trained.putObject("metrics").put("auc", 0.75);
    switch (behaviour) {
      case "crash" -> {
        System.err.println("Traceback: out of \u001b[31mideas");
        Runtime.getRuntime().halt(3);
      }
      case "crash-once" -> {
        Path mark = Path.of(request.path("out").asText()).resolveSibling("../crashed");
        if (!Files.exists(mark)) {
          Files.createFile(mark);
          Runtime.getRuntime().halt(3);
        }
      }
      case "hang" -> Thread.sleep(600_000);
      case "progress" -> {
        for (int i = 0; i < 20; i++) {
          Thread.sleep(300);
          say(answer(request, "progress").put("done", i).put("of", 20));
        }
      }
      case "chatter" -> {
        ANSWERS.println("epoch 1 of 10");
        ANSWERS.flush();
      }
      case "flood" -> ANSWERS.println("x".repeat((1 << 20) + 1));
      case "log-flood" -> System.err.println(("y".repeat(1000) + "\n").repeat(20_000));
      case "stranger" -> say(answer(request, "trained").put("id", 99));
      case "fails" -> {
        say(answer(request, "failed").put("message", "ValueError: no data"));
        return;
      }
      case "busy" -> {
        while (true) {
          say(answer(request, "progress").put("done", 1).put("of", 2));
          Thread.sleep(50);
        }
      }
      case "progress-flood" -> {
        for (int i = 0; i < 200_000; i++) {
          say(answer(request, "progress").put("done", i).put("of", 200_000));
        }
      }
      case "closes-output" -> {
        System.out.close();
        Thread.sleep(600_000);
      }
      case "late-file" -> {
        if (request.path("id").asLong() == 1) {
          write(Path.of(request.path("out").asText()), behaviour, numbers);
          trained.put("examples", 0);
        }
        say(trained);
        return;
      }
      case "link" ->
          Files.createSymbolicLink(
              Path.of(request.path("out").asText()).resolveSibling("data"),
              Path.of(System.getenv("FAKE_TRAINER_DATA")));
      case "cancelled" -> {
        System.err.println("waits for " + requests.readLine());
        say(answer(request, "cancelled"));
        return;
      }
      case "measures" -> {
        if (request.path("evaluate").asBoolean() && request.path("version").asInt() == 2) {
          trained.put("metrics_examples", 9).withObject("metrics").putNull("loss");
        }
      }
      case "metrics-of-none" -> trained.put("metrics_examples", 0);
      case "nan" -> numbers[3] = Float.NaN;
      case "difference" -> trained.put("content", "difference");
      case "odd-content" -> trained.put("content", "gradients");
      case "no-examples" -> trained.put("examples", 0);
      case "no-loss" -> trained.putNull("loss");
      case "odd-loss" -> trained.put("loss", "low");
      case "metric-name" -> trained.withObject("metrics").put("a b", 1);
      case "metric-text" -> trained.withObject("metrics").put("auc", "high");
      default -> {}
    }
    if (!behaviour.equals("no-file")) {
      write(Path.of(request.path("out").asText()), behaviour, numbers);
    }
    say(trained);
  }

  private static void evaluate(JsonNode request, String behaviour) {
    ObjectNode evaluated = answer(request, "evaluated").put("examples", 11);
    evaluated.putObject("metrics").put(behaviour.equals("no-loss") ? "auc" : "accuracy", 0.25);
    say(evaluated);
  }

  private static void write(Path file, String behaviour, float[] numbers) throws IOException {
    if (behaviour.equals("torn-file")) {
      Files.write(file, new byte[20]);
      return;
    }
    Tensor weights = new Tensor("w", Dtype.F32, List.of(2L, 2L));
    Tensor bias = new Tensor("b", Dtype.F32, List.of(1L));
    List<Tensor> tensors =
        switch (behaviour) {
          case "lacks-tensor" -> List.of(weights);
          case "more-tensors" -> List.of(weights, new Tensor("c", Dtype.F32, List.of(1L)));
          case "other-shape" -> List.of(new Tensor("w", Dtype.F32, List.of(4L)), bias);
          case "other-dtype" -> List.of(weights, new Tensor("b", Dtype.C64, List.of(1L)));
          case "other-order" -> List.of(bias, weights);
          default -> List.of(weights, bias);
        };
    try (OutputStream out = Files.newOutputStream(file);
        SafetensorsWriter writer =
            new SafetensorsWriter(out, SafetensorsHeader.of(Map.of(), tensors))) {
      for (Tensor tensor : tensors) {
        int begin = tensor.name().equals("w") ? 0 : 4;
        float[] part = Arrays.copyOfRange(numbers, begin, begin + (int) tensor.elements());
        if (tensor.dtype() == Dtype.F32) {
          writer.writeFloats(part, 0, part.length);
        } else {
          int size = Math.toIntExact(tensor.bytes());
          writer.writeBytes(new byte[size], 0, size);
        }
      }
    }
  }

  private static ObjectNode answer(JsonNode request, String type) {
    return TrainerProcess.request(type).put("id", request.path("id").asLong());
  }

  private static void say(ObjectNode message) {
    ANSWERS.println(Json.text(message));
    ANSWERS.flush();
  }
}
