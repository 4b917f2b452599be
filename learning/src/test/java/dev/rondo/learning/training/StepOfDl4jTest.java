package dev.rondo.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.learning.TestData;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.learning.network.DenseNetwork;
import dev.rondo.learning.network.Dl4jNetwork;
import dev.rondo.learning.network.Network;
import dev.rondo.protocol.training.TrainingSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/** A step of Rondo's is a step of DL4J's own, whichever network computes it. */
class StepOfDl4jTest {

  private static final float RATE = 0.1f;
  private static final int CLASSES = 3;
  private static final int EXAMPLES = 8;
  private static final List<Integer> SHAPE = List.of(4);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n_dense",
        "dense4",
        "w_dense",
        "w_nobias",
        "bn4",
        "w_dense without bias of the output",
        "n_dense with l2",
        "n_dense with leaky relu",
        "n_dense with sigmoid",
        "n_dense with another clip of the loss"
      })
  void aStepChangesTheModelAsDl4jsOwnDoes(String name) throws IOException {
    String json = configuration(name);
    Model model = Models.configured(bytes(json), name, SHAPE);
    Dataset data = TestData.random(EXAMPLES, SHAPE, CLASSES, 5);
    float[] start = model.initialize(3);

    float[] update =
        Trainers.forModel(model)
            .train(start, data, new TrainingSettings(1, EXAMPLES, RATE, 0, 0, 0), 1)
            .delta();

    float[] expected = stepOfDl4j(json, start, data);
    for (int i = 0; i < expected.length; i++) {
      assertThat(start[i] + update[i])
          .as(name + ", parameter " + i)
          .isCloseTo(expected[i], Offset.offset(2e-6f));
    }
  }

  @Test
  void onlyWhatTheFastNetworkComputesTheSameTakesIt() throws IOException {
    assertThat(network("n_dense")).isInstanceOf(DenseNetwork.class);
    assertThat(network("n_dense with sigmoid")).isInstanceOf(DenseNetwork.class);
    for (String other :
        List.of(
            "w_dense",
            "w_nobias",
            "bn4",
            "n_dense with l2",
            "n_dense with leaky relu",
            "n_dense with another clip of the loss")) {
      assertThat(network(other)).as(other).isInstanceOf(Dl4jNetwork.class);
    }
  }

  @Test
  void whatMeansSomethingElseHereIsRefusedWithItsReason() throws IOException {
    assertThatThrownBy(() -> network("w_dense with two weights"))
        .hasMessageContaining("layer1 (OutputLayer) has 2 class weights in its loss for 3 outputs");
    assertThatThrownBy(() -> network("n_dense that maximizes"))
        .hasMessageContaining("layer0 (DenseLayer) maximizes the loss");
    assertThat(Models.configured(bytes(configuration("w_dense")), "w", SHAPE).notices())
        .anyMatch(notice -> notice.contains("its loss weighs classes"));
  }

  private static Network network(String name) throws IOException {
    return Models.configured(bytes(configuration(name)), name, SHAPE).newNetwork();
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** A configuration of the test resources, with one change. */
  private static String configuration(String name) throws IOException {
    String[] words = name.split(" (with |that )?", 2);
    String json = Files.readString(Path.of("src/test/resources/dl4j", words[0] + ".json"));
    String relu = "org.nd4j.linalg.activations.impl.ActivationReLU";
    return switch (words.length < 2 ? "" : words[1]) {
      case "" -> json;
      case "without bias of the output" ->
          lastReplaced(json, "\"hasBias\" : true", "\"hasBias\" : false");
      case "l2" -> regularized(json);
      case "leaky relu" -> json.replace("\"negativeSlope\" : null", "\"negativeSlope\" : 0.3");
      case "sigmoid" -> json.replace(relu, relu.replace("ReLU", "Sigmoid"));
      case "another clip of the loss" -> json.replace("1.0E-10", "1.0E-3");
      case "two weights" -> json.replace("[ 3 ]", "[ 2 ]").replace("1.0, 1.0, 100.0", "1.0, 100.0");
      case "maximizes" -> json.replaceFirst("\"minimize\" : true", "\"minimize\" : false");
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static String regularized(String json) {
    MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
    BaseLayer first = (BaseLayer) configuration.getConf(0).getLayer();
    first.setRegularization(List.of(new L2Regularization(0.5)));
    return configuration.toJson();
  }

  private static String lastReplaced(String text, String from, String to) {
    int at = text.lastIndexOf(from);
    return text.substring(0, at) + to + text.substring(at + from.length());
  }

  /** One step of DL4J's own training, with plain SGD, in the order of Rondo's layout. */
  private static float[] stepOfDl4j(String json, float[] start, Dataset data) {
    MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
    for (NeuralNetConfiguration conf : configuration.getConfs()) {
      ((BaseLayer) conf.getLayer()).setIUpdater(new Sgd(RATE));
    }
    Dl4jNetwork order = new Dl4jNetwork(configuration.clone(), SHAPE, CLASSES);
    order.load(start);
    float[] own = new float[start.length];
    order.weights().get(own, 0, own.length);
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    network.setParams(Nd4j.create(own, new long[] {1, own.length}, 'c'));
    network.fit(features(data), labels(data));
    order.weights().put(network.params().dup().data().asFloat(), 0, own.length);
    return order.parameters();
  }

  private static INDArray features(Dataset data) {
    float[] features = new float[EXAMPLES * data.exampleSize()];
    for (int i = 0; i < EXAMPLES; i++) {
      data.features(i, features, i * data.exampleSize());
    }
    return Nd4j.create(features, new long[] {EXAMPLES, data.exampleSize()}, 'c');
  }

  private static INDArray labels(Dataset data) {
    float[] labels = new float[EXAMPLES * CLASSES];
    Arrays.fill(labels, 0);
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i * CLASSES + data.label(i)] = 1;
    }
    return Nd4j.create(labels, new long[] {EXAMPLES, CLASSES}, 'c');
  }
}
