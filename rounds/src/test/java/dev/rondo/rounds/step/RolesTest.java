package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics, such as the running variance of batch norm, beside tensors that are trained. */
class RolesTest {

  private static final ModelLayout LAYOUT =
      new ModelLayout(
          List.of(TensorSpec.of("w", 2), TensorSpec.of("running_var", 3), TensorSpec.of("b", 1)),
          new TreeMap<>(Map.of("running_var", Role.STATISTIC)));

  /** The first round grows the variance, the second one shrinks it. */
  private static final float[][] DELTAS = {{3, 4, 8, 8, 8, 0}, {0.3f, 0.4f, -1, -2, -3, 1}};

  private static TestJob trained(int parts, String... settings) {
    TestJob job = TestJob.created(LAYOUT, settings);
    job.parts = parts;
    for (int round = 1; round <= 2; round++) {
      job.open(round);
      for (int client = 0; client < 2; client++) {
        job.fold(job.upload(round, client, new LocalResult(DELTAS[round - 1].clone(), 1, 0.5)));
      }
      job.aggregateInParts(round);
      job.close(round);
    }
    return job;
  }

  private static float[] model(TestJob job, int version) {
    return ModelFile.read(job.memory, job.manifest(version).modelKey(), LAYOUT);
  }

  @Test
  void aStatisticIsAveragedAndHasNoMomentum() {
    TestJob job = trained(0, "server_momentum", "0.9", "server_learning_rate", "0.5");

    // w: 0.5 * 3 + 0.5 * (0.9 * 3 + 0.3); the statistic: 8 - 1, whatever the rate and the momentum.
    assertThat(model(job, 2)[0]).isCloseTo(3, within(1e-6f));
    assertThat(model(job, 2)).containsSubsequence(7f, 6f, 5f);
  }

  @Test
  void anAdaptiveOptimizerLeavesAStatisticAlone() {
    TestJob job = trained(0, "server_optimizer", "fedadam");

    assertThat(model(job, 2)).containsSubsequence(7f, 6f, 5f);
    assertThat(model(job, 2)[0]).isNotEqualTo(3.3f);
  }

  /** The norm of w and b is 5 in the first round; with the statistic it would be 14.7. */
  @Test
  void normsAndClippingDoNotSeeAStatistic() {
    TestJob clipped = trained(0, "clip_update_norm", "2.5");
    Decision first = clipped.contributors(1);

    assertThat(first.contributors()).allMatch(contributor -> contributor.clip() == 0.5);
    assertThat(model(clipped, 1)).containsExactly(1.5f, 2f, 8f, 8f, 8f, 0f);
    assertThat(trained(0, "max_update_norm", "6").contributors(1).contributors()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "1, server_momentum, 0.9",
    "2, server_momentum, 0.9",
    "3, server_optimizer, fedyogi",
    "6, server_momentum, 0.5"
  })
  void aModelInPartsHasTheSameBits(int parts, String setting, String value) {
    String[] settings = {setting, value, "clip_update_norm", "2.5"};

    assertThat(model(trained(parts, settings), 2)).containsExactly(model(trained(0, settings), 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"median", "trimmed:0.4"})
  void rulesOfCoordinatesKeepTheRoles(String rule) {
    TestJob job =
        TestJob.created(
            LAYOUT,
            "aggregation",
            rule,
            "minimum",
            "3",
            "quorum",
            "3",
            "server_momentum",
            "0.9",
            "clip_update_norm",
            "2.5");
    job.parts = 2;
    for (int round = 1; round <= 2; round++) {
      job.open(round);
      for (int client = 0; client < 3; client++) {
        job.fold(job.upload(round, client, new LocalResult(DELTAS[round - 1].clone(), 1, 0.5)));
      }
      job.aggregateInParts(round);
      job.close(round);
    }

    assertThat(model(job, 2)).containsSubsequence(7f, 6f, 5f);
  }

  @Test
  void everyVersionAndEveryPlanKeepTheRoles() {
    TestJob job = trained(2);
    job.open(3);

    assertThat(job.plan(3).layout()).isEqualTo(LAYOUT);
    assertThat(RoundFit.layout(job.memory, job.manifest(2).modelKey())).isEqualTo(LAYOUT);
    assertThat(job.exists(ObjectKeys.plan(TestJob.ID, 3))).isTrue();
  }
}
