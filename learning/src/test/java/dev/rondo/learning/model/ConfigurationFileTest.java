package dev.rondo.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.learning.network.DenseNetwork;
import dev.rondo.learning.network.Dl4jNetwork;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class ConfigurationFileTest {

  @TempDir Path folder;

  @Test
  void aNetworkWithBatchNormalizationGetsPyTorchsNames() throws IOException {
    Model model = load(Configurations.normalized(false), List.of(1, 8, 8));
    assertThat(model.layout().tensors())
        .containsExactly(
            TensorSpec.of("conv.weight", 4, 1, 3, 3),
            TensorSpec.of("conv.bias", 4),
            TensorSpec.of("norm.weight", 4),
            TensorSpec.of("norm.bias", 4),
            TensorSpec.of("norm.running_mean", 4),
            TensorSpec.of("norm.running_var", 4),
            TensorSpec.of("out.weight", 3, 36),
            TensorSpec.of("out.bias", 3));
    assertThat(model.layout().roles())
        .as("statistics must not go through the server optimizer")
        .isEqualTo(Map.of("norm.running_mean", Role.STATISTIC, "norm.running_var", Role.STATISTIC));
    assertThat(model.classes()).isEqualTo(3);
    assertThat(model.notices()).singleElement().asString().contains("updater (Adam) is replaced");
    float[] parameters = model.initialize(3);
    assertThat(parameters).isEqualTo(model.initialize(3)).isNotEqualTo(model.initialize(4));
  }

  @Test
  void aConfigurationInMemoryIsReadAsFromAFile() {
    byte[] json = Configurations.normalized(false).toJson().getBytes(StandardCharsets.UTF_8);
    Model model = Models.configured(json, "jobs/a/model.json", List.of(1, 8, 8));

    assertThat(model.name()).isEqualTo("jobs/a/model.json");
    assertThat(model.layout().tensors()).hasSize(8);
    assertThatThrownBy(
            () -> Models.configured(new byte[] {'{', '}'}, "jobs/a/model.json", List.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("jobs/a/model.json: not a DL4J MultiLayerConfiguration");
  }

  @Test
  void layersWithoutNamesAreNumbered() throws IOException {
    MultiLayerConfiguration unnamed =
        Configurations.flat(
            4,
            new DenseLayer.Builder().nOut(5).build(),
            new OutputLayer.Builder(LossFunctions.LossFunction.NEGATIVELOGLIKELIHOOD)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build());
    assertThat(load(unnamed, List.of(4)).layout().tensors())
        .extracting(TensorSpec::name)
        .containsExactly("layer0.weight", "layer0.bias", "layer1.weight", "layer1.bias");
  }

  @Test
  void denseLayersAloneAreComputedOnBlasUnlessTheyHaveDropoutOrL2() throws IOException {
    OutputLayer output = Configurations.output("b", 3);
    Model plain =
        load(Configurations.flat(4, new DenseLayer.Builder().nOut(5).build(), output), List.of(4));
    assertThat(plain.newNetwork()).isInstanceOf(DenseNetwork.class);
    Model l2 =
        load(
            Configurations.flat(4, new DenseLayer.Builder().nOut(5).l2(0.1).build(), output),
            List.of(4));
    assertThat(l2.newNetwork()).isInstanceOf(Dl4jNetwork.class);
    Layer dropping = new DenseLayer.Builder().name("a").nOut(5).dropOut(0.5).build();
    Model dropout = load(Configurations.flat(4, dropping, output), List.of(4));
    assertThat(dropout.newNetwork()).isInstanceOf(Dl4jNetwork.class);
  }

  @Test
  void aLayerWithoutAMappingIsRefused() {
    MultiLayerConfiguration recurrent =
        Configurations.flat(
            4,
            new LSTM.Builder().nIn(4).nOut(3).build(),
            new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nIn(3)
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .build());
    assertThatThrownBy(() -> load(recurrent, List.of(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer0 (LSTM) has no mapping to named tensors; supported are");
  }

  @Test
  void aLossOtherThanCrossEntropyIsRefused() {
    OutputLayer squares =
        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
            .nOut(2)
            .activation(Activation.IDENTITY)
            .build();
    assertThatThrownBy(() -> load(Configurations.flat(4, squares), List.of(4)))
        .hasMessageContaining("needs softmax and MCXENT");
  }

  @Test
  void weightDecayIsRefusedBecauseItIsNotL2() {
    Layer decaying = new DenseLayer.Builder().nOut(2).weightDecay(0.1).build();
    MultiLayerConfiguration configuration =
        Configurations.flat(4, decaying, Configurations.output("out", 2));
    assertThatThrownBy(() -> load(configuration, List.of(4)))
        .hasMessageContaining("has weight decay; use l2");
  }

  @Test
  void examplesOfAnotherShapeAreRefused() {
    assertThatThrownBy(() -> load(Configurations.normalized(false), List.of(1, 12, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not take examples of the shape [1, 12, 8]");
  }

  @Test
  void classesOutsideDl4jAreRefusedBeforeTheyAreLoaded() throws IOException {
    String json =
        Configurations.normalized(false)
            .toJson()
            .replaceFirst("org.deeplearning4j.nn.conf.layers.ConvolutionLayer", "com.example.Evil");
    assertThatThrownBy(() -> load(json, List.of(1, 8, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names the class com.example.Evil");
  }

  @Test
  void whatIsNotAConfigurationIsRefused() {
    assertThatThrownBy(() -> load("{\"a\": \n ]", List.of(4)))
        .hasMessageContaining("line 2 is not JSON");
    assertThatThrownBy(() -> load("[1, 2]", List.of(4)))
        .hasMessageContaining("not a DL4J MultiLayerConfiguration");
    assertThatThrownBy(() -> load("{}", List.of(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model.json");
  }

  private Model load(MultiLayerConfiguration configuration, List<Integer> shape)
      throws IOException {
    return load(configuration.toJson(), shape);
  }

  private Model load(String json, List<Integer> shape) throws IOException {
    Path file = folder.resolve("model.json");
    Files.writeString(file, json);
    return Models.named(file.toString(), shape, 3);
  }
}
