package dev.rondo.learning.model;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.protocol.testing.NastyJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.activations.Activation;

/** Any bytes as a DL4J configuration, read and checked; no network is made of it. */
class ModelConfigurationFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    List<byte[]> seeds = new ArrayList<>(NastyJson.all());
    seeds.add(Configurations.normalized(false).toJson().getBytes(StandardCharsets.UTF_8));
    seeds.add(
        Configurations.flat(
                4, Configurations.dense("fc1", 3, Activation.RELU), Configurations.output("fc2", 2))
            .toJson()
            .getBytes(StandardCharsets.UTF_8));
    // DL4J reads a configuration several times, and clones it by writing and reading.
    return Fuzz.of(
            ModelConfigurationFuzzTest.class,
            ModelConfigurationFuzzTest::parse,
            IllegalArgumentException.class,
            InvalidInputException.class)
        .from(seeds)
        .allocating(16 << 20, 512);
  }

  private static void parse(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    CheckedConfiguration.of("model.json", ConfigurationFile.parse(text, "model.json"));
  }
}
