package dev.rondo.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersonalTensorsTest {

  private static final ModelLayout LAYOUT =
      new ModelLayout(
          List.of(TensorSpec.of("head", 2), TensorSpec.of("w", 1), TensorSpec.of("bias")),
          new TreeMap<>(Map.of("head", Role.PERSONAL, "bias", Role.PERSONAL)));
  private static final float[] BASE = {1, 2, 3, 4};

  @TempDir Path folder;
  private PersonalTensors personal;

  @BeforeEach
  void open() {
    personal = new PersonalTensors(folder.resolve("personal"));
  }

  private static Plan plan(int round) {
    return plan("job", round, LAYOUT);
  }

  private static Plan plan(String job, int round, ModelLayout layout) {
    return new Plan(
        job,
        round,
        0,
        "jobs/job/models/00000000/x.safetensors",
        "any.safetensors",
        Plan.NO_DATASET,
        layout,
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        1,
        1,
        AggregationRule.WEIGHTED,
        TrainingSettings.sgd(1, 2, 0.1),
        TrainerConfig.NONE,
        Encoding.F32,
        0,
        0,
        Admission.open(),
        0,
        0,
        false,
        RoundTask.TRAIN,
        false,
        Optional.empty(),
        Optional.empty(),
        "root");
  }

  private float[] train(int round, String client, float... delta) throws IOException {
    float[] base = personal.base(plan(round), client, BASE);
    personal.keep(plan(round), client, base, delta);
    return base;
  }

  @Test
  void aClientGoesOnWithItsOwnValuesAndBeginsWithThoseOfTheModel() throws IOException {
    assertThat(train(1, "a", 10, 10, 10, 10)).containsExactly(1, 2, 3, 4);
    assertThat(train(4, "a", 1, 1, 1, 1)).containsExactly(11, 12, 3, 14);
    assertThat(train(5, "a", 0, 0, 0, 0)).containsExactly(12, 13, 3, 15);
    assertThat(train(5, "b", 0, 0, 0, 0)).containsExactly(1, 2, 3, 4);
    assertThat(personal.base(plan("other", 6, LAYOUT), "a", BASE)).containsExactly(1, 2, 3, 4);
    assertThat(BASE).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aTrainingThatIsRepeatedBeginsWithTheValuesFromBeforeItsRound() throws IOException {
    train(1, "a", 10, 10, 10, 10);
    train(2, "a", 5, 5, 5, 5);

    assertThat(train(2, "a", 1, 1, 1, 1)).containsExactly(11, 12, 3, 14);
    assertThat(train(3, "a", 0, 0, 0, 0)).containsExactly(12, 13, 3, 15);
  }

  @Test
  void theFilesOfTheLastTwoRoundsStay() throws IOException {
    for (int round = 1; round <= 12; round++) {
      train(round, "a", 1, 1, 1, 1);
    }

    assertThat(folder.resolve("personal/job/a").toFile().list())
        .containsExactlyInAnyOrder("00000011.safetensors", "00000012.safetensors");
  }

  @Test
  void aNewJobOfTheSameNameLosesNothing() throws IOException {
    train(36, "a", 90, 90, 90, 90);
    train(37, "a", 90, 90, 90, 90);

    assertThat(train(1, "a", 10, 10, 10, 10)).containsExactly(1, 2, 3, 4);
    assertThat(train(2, "a", 1, 1, 1, 1)).containsExactly(11, 12, 3, 14);
    assertThat(train(38, "a", 0, 0, 0, 0)).containsExactly(12, 13, 3, 15);
  }

  @Test
  void afterAPowerCutTheValuesOfTheRoundBeforeCount() throws IOException {
    train(1, "a", 10, 10, 10, 10);
    train(2, "a", 5, 5, 5, 5);
    Files.write(folder.resolve("personal/job/a/00000002.safetensors"), new byte[0]);

    assertThat(train(3, "a", 0, 0, 0, 0)).containsExactly(11, 12, 3, 14);
  }

  @Test
  void withoutPersonalTensorsOrTrainingNothingIsWritten() throws IOException {
    Plan plain = plan("job", 1, ModelLayout.of(TensorSpec.of("w", 4)));

    assertThat(personal.base(plain, "a", BASE)).isSameAs(BASE);
    personal.keep(plain, "a", BASE, new float[4]);
    personal.keep(plan(1), "a", BASE, new float[0]);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileThatDoesNotFitIsNamed() throws IOException {
    train(1, "a", 0, 0, 0, 0);
    ModelLayout other =
        new ModelLayout(
            List.of(TensorSpec.of("head", 4)), new TreeMap<>(Map.of("head", Role.PERSONAL)));

    assertThatThrownBy(() -> personal.base(plan("job", 2, other), "a", BASE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("00000001.safetensors does not contain the tensors");
  }
}
