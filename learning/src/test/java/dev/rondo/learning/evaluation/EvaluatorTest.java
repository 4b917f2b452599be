package dev.rondo.learning.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.learning.TestData;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Configurations;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.training.Evaluation;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

  /** Labels 0 or 1 by the sign of x: W = (-1, 1), b = 0. */
  private static final float[] SIGN = {-1, 1, 0, 0};

  @Test
  void lossAndAccuracyAreThoseComputedByHand() {
    Model model = Models.of("m", Configurations.flat(1, Configurations.output("o", 2)), List.of(1));
    // TestData.labelled gives example i the feature i: 0 is a tie and counts as class 0.
    Dataset data = TestData.labelled(new int[] {0, 1, 0}, 2);
    Evaluation evaluation = Evaluators.forModel(model, 1).evaluate(SIGN, data);
    double loss = Math.log(2) + Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(4));
    assertThat(evaluation.examples()).isEqualTo(3);
    assertThat(evaluation.loss().orElseThrow()).isCloseTo(loss / 3, Offset.offset(1e-6));
    assertThat(evaluation.accuracy().orElseThrow()).isCloseTo(2 / 3.0, Offset.offset(1e-12));
    assertThat(evaluation.classAccuracy()).containsExactly(0.5, 1.0);
  }

  @Test
  void aClassWithoutExamplesHasNoAccuracy() {
    Model model = Models.named("mcmahan-2nn", List.of(1), 3);
    Dataset data = TestData.labelled(new int[] {0, 1}, 2);
    Evaluation evaluation = Evaluators.forModel(model, 1).evaluate(model.initialize(1), data);
    assertThat(evaluation.classAccuracy()).hasSize(3);
    assertThat(evaluation.classAccuracy().get(2)).isNaN();
  }

  @Test
  void theNumberOfThreadsDoesNotChangeABit() {
    Model images = Models.of("norm", Configurations.normalized(false), List.of(1, 8, 8));
    Model dense = Models.named("mcmahan-2nn", List.of(1, 8, 8), 3);
    Dataset data = TestData.random(1777, List.of(1, 8, 8), 3, 1);
    for (Model model : List.of(images, dense)) {
      float[] parameters = model.initialize(1);
      Evaluation one = Evaluators.forModel(model, 1).evaluate(parameters, data);
      Evaluator two = Evaluators.forModel(model, 2);
      assertThat(two.evaluate(parameters, data)).isEqualTo(one);
      assertThat(two.evaluate(parameters, data)).isEqualTo(one);
    }
  }

  @Test
  void whatCannotBeEvaluatedIsRefused() {
    Model model = Models.named("mcmahan-2nn", List.of(1), 3);
    Evaluator evaluator = Evaluators.forModel(model, 2);
    Dataset data = TestData.labelled(new int[] {0, 1}, 3);
    assertThatThrownBy(() -> evaluator.evaluate(new float[5], data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(", but is 5");
    assertThatThrownBy(() -> evaluator.evaluate(model.initialize(1), data.select(new int[0])))
        .hasMessageContaining("no examples");
    assertThatThrownBy(() -> Evaluators.forModel(model, 0)).hasMessageContaining("one thread");
  }
}
