package dev.rondo.learning.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.learning.TestData;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.Configurations;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.TrainingSettings;
import java.util.List;
import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.nd4j.linalg.activations.Activation;

/** Real training on MNIST: a helper library that computes something else is found here. */
class LearningTest {

  private static final TrainTest MNIST = TestData.mnist();

  @Test
  void the2nnLearnsMnistOnBlas() {
    assertThat(accuracy(Models.named("mcmahan-2nn"), 4000)).isGreaterThan(0.85);
  }

  @Test
  void denseLayersLearnMnistThroughDl4j() {
    Model model =
        Configurations.byDl4j(
            "dl4j",
            Configurations.images(
                28,
                28,
                Configurations.dense("fc1", 50, Activation.RELU),
                Configurations.output("fc2", 10)),
            List.of(1, 28, 28));
    assertThat(accuracy(model, 4000)).isGreaterThan(0.85);
  }

  @Test
  void theCnnsLearnMnist() {
    assertThat(accuracy(Models.named("mcmahan-cnn"), 2000)).isGreaterThan(0.85);
    assertThat(accuracy(Models.named("kubefl-cnn"), 2000)).isGreaterThan(0.85);
  }

  @Test
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
  void convolutionsUseOneDnn() {
    Models.named("kubefl-cnn").newNetwork();
    assertThat(BaseMKLDNNHelper.mklDnnEnabled()).isTrue();
  }

  private static double accuracy(Model model, int examples) {
    float[] parameters = model.initialize(1);
    float[] delta =
        Trainers.forModel(model)
            .train(
                parameters,
                TestData.first(MNIST.train(), examples),
                TrainingSettings.sgd(1, 10, 0.1),
                1)
            .delta();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += delta[i];
    }
    Evaluation evaluation =
        Evaluators.forModel(model, 1).evaluate(parameters, TestData.first(MNIST.test(), 1000));
    return evaluation.accuracy().orElseThrow();
  }
}
