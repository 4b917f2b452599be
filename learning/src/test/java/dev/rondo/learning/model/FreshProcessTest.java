package dev.rondo.learning.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/**
 * ND4J's libraries load in an order of their own: what works after another test may not at first.
 */
class FreshProcessTest {

  @TempDir Path folder = Path.of("");

  @Test
  void aConfigurationFileIsLoadedByAProcessThatHasNotTouchedNd4j() throws Exception {
    Path file = folder.resolve("small.json");
    Files.writeString(
        file,
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new ConvolutionLayer.Builder(5, 5).nOut(2).name("conv1").build())
            .layer(
                new OutputLayer.Builder()
                    .nOut(10)
                    .activation(Activation.SOFTMAX)
                    .name("out")
                    .build())
            .setInputType(InputType.convolutional(28, 28, 1))
            .build()
            .toJson());

    assertThat(load(file.toString(), "1,28,28")).contains("loaded 11582");
  }

  @Test
  void aBuiltInConvolutionalModelIsLoadedToo() throws Exception {
    assertThat(load("kubefl-cnn", "1,28,28")).contains("loaded 431080");
  }

  private static String load(String... arguments) throws IOException, InterruptedException {
    Process process = ChildJvm.start(LoadModel.class, List.of("-Xmx256m"), arguments);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
