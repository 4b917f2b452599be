package dev.rondo.functions.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobModelsTest {

  private final Model model = Models.named("mcmahan-2nn", List.of(784), 10);
  private final Dataset data = Examples.random(10, List.of(784), 10, 7);

  @Test
  void aModelIsEvaluatedOnAsManyProcessorsAsHaveRoomForANetwork() {
    // 220 MB are for Java. The 2NN has 0.8 MB as it is read, and 1.6 MB as a network.
    assertThat(new JobModels(new Capacity(6, 3_008)).threads(model, data)).isEqualTo(6);
    assertThat(new JobModels(new Capacity(6, 226)).threads(model, data)).isEqualTo(2);
    assertThat(new JobModels(new Capacity(6, 221)).threads(model, data)).isEqualTo(1);
  }
}
