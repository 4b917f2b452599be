package dev.rondo.agent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanModelsTest {

  private final MemoryStore store = new MemoryStore();

  private record Numbers(int classes) implements Dataset {

    @Override
    public int size() {
      return 3;
    }

    @Override
    public List<Integer> exampleShape() {
      return List.of(4);
    }

    @Override
    public int label(int i) {
      return i % classes;
    }

    @Override
    public void features(int i, float[] target, int offset) {
      for (int k = 0; k < 4; k++) {
        target[offset + k] = i == k ? 1 : 0;
      }
    }
  }

  private static Plan plan(String model, ModelLayout layout) {
    return plan(model, layout, TrainerConfig.NONE);
  }

  private static Plan plan(String model, ModelLayout layout, TrainerConfig config) {
    return new Plan(
        "job",
        1,
        0,
        "jobs/job/models/00000000/x.safetensors",
        model,
        "mnist",
        layout,
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        1,
        1,
        AggregationRule.WEIGHTED,
        TrainingSettings.sgd(1, 2, 0.1),
        config,
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

  @Test
  void aBuiltInModelTrains() {
    ModelLayout layout = Models.named("mcmahan-2nn", List.of(4), 3).layout();
    Plan plan = plan("mcmahan-2nn", layout);
    float[] base = Models.named("mcmahan-2nn", List.of(4), 3).initialize(1);

    LocalResult result =
        new PlanModels(store)
            .of(plan, new Numbers(3))
            .train(base, new Numbers(3), plan.training(), 1);

    assertThat(result.examples()).isEqualTo(3);
    assertThat(result.trainLoss().orElseThrow()).isBetween(0.5, 2.0);
    assertThat(result.delta()).hasSize(layout.parameterCount());
  }

  @Test
  void settingsOfATrainerAreNotIgnored() {
    ModelLayout layout = Models.named("mcmahan-2nn", List.of(4), 3).layout();
    Plan plan = plan("mcmahan-2nn", layout, TrainerConfig.parse("lr=0.1").orElseThrow());

    assertThatThrownBy(() -> new PlanModels(store).of(plan, new Numbers(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Job job has settings for a trainer (trainer_config), but this agent has no trainer."
                + " Set RONDO_TRAINER.");
  }

  @Test
  void theTrainerStaysReadyForTheNextRound() {
    PlanModels models = new PlanModels(store);
    Plan plan = plan("mcmahan-2nn", Models.named("mcmahan-2nn", List.of(4), 3).layout());

    assertThat(models.of(plan, new Numbers(3))).isSameAs(models.of(plan, new Numbers(3)));
  }

  @Test
  void aClientNeedNotHaveExamplesOfEveryClass() {
    Plan plan = plan("mcmahan-2nn", Models.named("mcmahan-2nn", List.of(4), 3).layout());

    assertThat(new PlanModels(store).of(plan, new Numbers(2))).isNotNull();
  }

  @Test
  void aClientWithMoreClassesThanThePlanIsRefused() {
    Plan plan = plan("mcmahan-2nn", Models.named("mcmahan-2nn", List.of(4), 2).layout());

    assertThatThrownBy(() -> new PlanModels(store).of(plan, new Numbers(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("different tensors");
  }

  @Test
  void examplesOfAnotherShapeAreRefused() {
    Plan plan = plan("mcmahan-2nn", Models.named("mcmahan-2nn", List.of(5), 3).layout());

    assertThatThrownBy(() -> new PlanModels(store).of(plan, new Numbers(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[4]");
  }

  @Test
  void aPlanCannotOpenAFileOfThisMachine(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.json"), "{\"confs\": []}");
    Plan plan = plan(secret.toString(), ModelLayout.of());

    assertThatThrownBy(() -> new PlanModels(store).of(plan, new Numbers(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jobs/job/model.json does not exist");
  }

  @Test
  void aConfigurationThatIsNoneIsRefusedAndNamed() {
    store.put(
        ObjectKeys.modelConfiguration("job"),
        Content.of(
            "{\"confs\": [{\"@class\": \"java.util.Evil\"}]}".getBytes(StandardCharsets.UTF_8)));
    Plan plan = plan("my-model.json", ModelLayout.of());

    assertThatThrownBy(() -> new PlanModels(store).of(plan, new Numbers(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jobs/job/model.json")
        .hasMessageContaining("java.util.Evil");
  }
}
