package dev.rondo.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.learning.TestData;
import dev.rondo.protocol.model.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelsTest {

  @Test
  void mcMahans2nnHas199210Parameters() {
    Model model = Models.named("mcmahan-2nn");
    assertThat(model.layout().parameterCount()).isEqualTo(199_210);
    assertThat(model.layout().tensors())
        .containsExactly(
            TensorSpec.of("fc1.weight", 200, 784),
            TensorSpec.of("fc1.bias", 200),
            TensorSpec.of("fc2.weight", 200, 200),
            TensorSpec.of("fc2.bias", 200),
            TensorSpec.of("fc3.weight", 10, 200),
            TensorSpec.of("fc3.bias", 10));
  }

  @Test
  void mcMahansCnnHas1663370Parameters() {
    Model model = Models.named("mcmahan-cnn");
    assertThat(model.layout().parameterCount()).isEqualTo(1_663_370);
    assertThat(model.layout().tensors())
        .containsExactly(
            TensorSpec.of("conv1.weight", 32, 1, 5, 5),
            TensorSpec.of("conv1.bias", 32),
            TensorSpec.of("conv2.weight", 64, 32, 5, 5),
            TensorSpec.of("conv2.bias", 64),
            TensorSpec.of("fc1.weight", 512, 3136),
            TensorSpec.of("fc1.bias", 512),
            TensorSpec.of("fc2.weight", 10, 512),
            TensorSpec.of("fc2.bias", 10));
  }

  @Test
  void kubeFlsCnnHas431080ParametersAndItsOwnDefaults() {
    Model model = Models.named("kubefl-cnn");
    assertThat(model.layout().parameterCount()).isEqualTo(431_080);
    assertThat(model.layout().tensors()).contains(TensorSpec.of("fc1.weight", 500, 800));
  }

  @Test
  void firstParametersAreUniformWithinPyTorchsBoundsAndDependOnTheSeed() {
    for (String name : Models.NAMES) {
      Model model = Models.named(name);
      float[] parameters = model.initialize(1);
      assertThat(parameters).as(name).isEqualTo(model.initialize(1)).hasSize(count(model));
      assertThat(parameters).as(name).isNotEqualTo(model.initialize(2));
      int start = 0;
      double bound = 0;
      for (TensorSpec tensor : model.layout().tensors()) {
        if (tensor.name().endsWith("weight")) {
          bound = 1 / Math.sqrt(tensor.size() / (double) tensor.shape().get(0));
        }
        double highest = 0;
        for (int k = start; k < start + tensor.size(); k++) {
          highest = Math.max(highest, Math.abs(parameters[k]));
        }
        start += tensor.size();
        assertThat(highest).as(tensor.name()).isBetween(0.6 * bound, bound * (1 + 1e-6));
      }
    }
  }

  @Test
  void builtInModelsTakeOtherShapesAndClasses() {
    Model table = Models.named("mcmahan-2nn", List.of(30), 2);
    assertThat(table.layout().parameterCount()).isEqualTo(30 * 200 + 200 + 40_200 + 402);
    Model colours = Models.named("mcmahan-cnn", List.of(3, 32, 32), 100);
    assertThat(colours.layout().tensors())
        .contains(TensorSpec.of("conv1.weight", 32, 3, 5, 5), TensorSpec.of("fc2.bias", 100));
    assertThatThrownBy(() -> Models.named("mcmahan-cnn", List.of(30), 2))
        .hasMessageContaining("needs images of at least 16 x 16 values, but the data has [30]");
  }

  @Test
  void dataThatDoesNotFitIsRefusedWithTheNumbers() {
    Model model = Models.named("mcmahan-2nn", List.of(4), 3);
    assertThatThrownBy(() -> model.checkFits(TestData.random(5, List.of(5), 3, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes examples of the shape [4], the data has [5]");
    assertThatThrownBy(() -> model.checkFits(TestData.random(5, List.of(4), 4, 1)))
        .hasMessageContaining("has 3 outputs, the data has labels up to 3");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNamesThatExist() {
    assertThatThrownBy(() -> Models.named("resnet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "Unknown model \"resnet\". Use mcmahan-2nn, mcmahan-cnn, kubefl-cnn, or the path");
    assertThatThrownBy(() -> Models.named("mcmahan-2n"))
        .hasMessageContaining("Unknown model \"mcmahan-2n\". Did you mean \"mcmahan-2nn\"?");
  }

  private static int count(Model model) {
    return model.layout().parameterCount();
  }
}
