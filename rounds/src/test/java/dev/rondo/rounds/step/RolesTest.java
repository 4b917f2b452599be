package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

  private static final ModelLayout COUNTED =
      new ModelLayout(
          List.of(TensorSpec.of("w", 2), TensorSpec.of("batches", 2), TensorSpec.of("b", 1)),
          new TreeMap<>(Map.of("batches", Role.MAX)));

  /** A counter that grows by different amounts, one that shrinks, and numbers that are averaged. */
  private static float[] counted(int client) {
    return new float[] {client, 3, 10 * client, -client, 1};
  }

  /**
   * @param folded how many updates a worker folds together; the master folds the rest
   */
  private static float[] counters(int parts, int groups, int folded, String... settings) {
    List<String> all = new ArrayList<>(List.of("aggregation", "weighted"));
    all.addAll(List.of(settings));
    TestJob job = TestJob.created(COUNTED, all.toArray(String[]::new));
    job.parts = parts;
    job.groups = groups;
    for (int round = 1; round <= 2; round++) {
      job.open(round);
      List<UpdateEvent> events = new ArrayList<>();
      for (int client = 1; client <= 4; client++) {
        events.add(job.upload(round, client - 1, new LocalResult(counted(client), client, 0.5)));
      }
      job.fold(events.subList(0, folded).toArray(UpdateEvent[]::new));
      job.fold(events.subList(folded, 4).toArray(UpdateEvent[]::new));
      job.aggregateInParts(round);
      job.close(round);
    }
    return ModelFile.read(job.memory, job.manifest(2).modelKey(), COUNTED);
  }

  /** The first number is 2 x (1 + 4 + 9 + 16) / 10, and with momentum 0.5 half as much again. */
  @ParameterizedTest
  @CsvSource({"0, 0, 4", "0, 0, 2", "0, 2, 1", "1, 0, 4", "3, 0, 2", "5, 0, 2"})
  void aCounterIsTheLargestOneWithoutWeightOrMomentum(int parts, int groups, int folded) {
    assertThat(counters(parts, groups, folded)).containsExactly(6f, 6f, 80f, 0f, 2f);
    assertThat(counters(parts, groups, folded, "server_momentum", "0.5"))
        .containsExactly(7.5f, 7.5f, 80f, 0f, 2.5f);
    assertThat(counters(parts, groups, folded, "clip_update_norm", "1"))
        .containsSubsequence(80f, 0f);
  }

  private static final ModelLayout FROZEN =
      new ModelLayout(
          List.of(
              TensorSpec.of("frozen", 3),
              TensorSpec.of("w", 2),
              TensorSpec.of("also_frozen", 1),
              TensorSpec.of("b", 2)),
          new TreeMap<>(Map.of("frozen", Role.KEEP, "also_frozen", Role.KEEP)));

  /**
   * @param leftOut whether the file lacks what the server keeps
   */
  private static float[] kept(boolean leftOut, int parts, int groups, String... settings) {
    float[] initial = {0.1f, 0.2f, 0.3f, 0, 0, 0.4f, 0, 0};
    TestJob job = TestJob.created(FROZEN, initial, settings);
    job.parts = parts;
    job.groups = groups;
    for (int round = 1; round <= 2; round++) {
      job.open(round);
      for (int client = 0; client < 5; client++) {
        float[] delta = {9, 9, 9, client, 2, 9, -client, 1};
        Seat seat = TestJob.seat(round, client, job.plan(round).seats());
        ClientUpdate update = new ClientUpdate(TestJob.ID, round, round - 1, seat.nonce(), 1, 0.5);
        ModelLayout sent = leftOut ? FROZEN : new ModelLayout(FROZEN.tensors());
        job.fold(job.upload(round, client, TestJob.bytes(update.toFile(sent, delta))));
      }
      job.aggregateInParts(round);
      job.close(round);
    }
    return ModelFile.read(job.memory, job.manifest(2).modelKey(), FROZEN);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, weighted",
    "0, 2, weighted",
    "1, 0, weighted",
    "3, 0, weighted",
    "8, 0, weighted",
    "3, 0, median",
    "2, 0, krum:1"
  })
  void whatTheServerKeepsStaysToTheBitWhetherUpdatesHaveItOrNot(
      int parts, int groups, String rule) {
    String[] settings = {
      "aggregation",
      rule,
      "quorum",
      "5",
      "minimum",
      "5",
      "server_momentum",
      "0.5",
      "clip_update_norm",
      "100"
    };
    float[] without = kept(true, parts, groups, settings);

    assertThat(without).containsSequence(0.1f, 0.2f, 0.3f).contains(0.4f, 5f);
    assertThat(without[3]).isEqualTo(-without[6]);
    assertThat(kept(false, parts, groups, settings)).containsExactly(without);
  }

  @Test
  void anUpdateIsSmallerByWhatTheServerKeeps() {
    TestJob job = TestJob.created(FROZEN, new float[8]);
    job.open(1);
    UpdateEvent event = job.upload(1, 0, new LocalResult(new float[8], 1, 0.5));

    assertThat(job.plan(1).fits(event.size())).isTrue();
    assertThat(FROZEN.uploadedCount()).isEqualTo(4);
    assertThat(new String(job.memory.bytes(event.key()), StandardCharsets.UTF_8))
        .contains("\"w\"")
        .doesNotContain("frozen");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void personalTensorsAreInNoUpdateAndStayInTheVersions(int parts) {
    ModelLayout layout =
        new ModelLayout(
            List.of(TensorSpec.of("w", 2), TensorSpec.of("head", 2), TensorSpec.of("b", 1)),
            new TreeMap<>(Map.of("head", Role.PERSONAL)));
    TestJob job = TestJob.created(layout, new float[] {0, 0, 7, 8, 0}, "server_momentum", "0.9");
    job.parts = parts;
    for (int round = 1; round <= 2; round++) {
      job.open(round);
      for (int client = 0; client < 2; client++) {
        float[] delta = {1, 1, 100 + client, 100, 3};
        job.fold(job.upload(round, client, new LocalResult(delta, 1, 0.5)));
      }
      job.aggregateInParts(round);
      job.close(round);
    }

    String update = ObjectKeys.update(TestJob.ID, 1, TestJob.client(0));
    assertThat(new String(job.memory.bytes(update), StandardCharsets.ISO_8859_1))
        .contains("\"w\"")
        .doesNotContain("head");
    assertThat(ModelFile.read(job.memory, job.manifest(2).modelKey(), layout))
        .containsExactly(2.9f, 2.9f, 7, 8, 8.7f);
  }
}
