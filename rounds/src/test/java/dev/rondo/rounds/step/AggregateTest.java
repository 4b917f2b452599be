package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AggregateTest {

  private final TestJob job = TestJob.created();

  @BeforeEach
  void open() {
    job.open(1);
  }

  private void uploadAll() {
    UpdateEvent a = job.upload(1, 0);
    UpdateEvent b = job.upload(1, 1);
    job.fold(a, b);
    for (int client = 2; client < TestJob.CLIENTS; client++) {
      job.upload(1, client);
    }
  }

  @Test
  void everyStoredUpdateCountsOnceEvenWithoutItsEvent() {
    uploadAll();

    assertThat(job.aggregate(1).status()).isEqualTo(Aggregate.Outcome.Status.COMMITTED);
    assertThat(job.counts(1)).containsOnly(1);
    assertThat(job.contributors(1).partials()).hasSize(1);
    assertThat(job.contributors(1).updates()).containsExactly("c2", "c3", "c4", "c5");
  }

  @Test
  void theManifestSaysWhatTheVersionIsMadeOf() {
    uploadAll();
    job.aggregate(1);

    VersionManifest manifest = job.manifest(1);
    assertThat(manifest.parent()).contains(0);
    assertThat(manifest.contributors()).isEqualTo(6);
    assertThat(manifest.examples()).isEqualTo(21);
    assertThat(manifest.totalWeight()).isEqualTo(6);
    assertThat(manifest.trainLoss().orElseThrow()).isCloseTo(0.5, within());
    assertThat(manifest.modelSha256())
        .isEqualTo(
            new dev.rondo.protocol.store.Digest().add(job.memory.bytes(manifest.modelKey())).hex());
    assertThat(job.latest()).isEqualTo(new Latest(1, 1));
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-12);
  }

  @Test
  void weightedByExamplesEveryClientCountsAsOftenAsItHasExamples() {
    TestJob weighted = TestJob.created("aggregation", "weighted");
    weighted.open(1);
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      weighted.upload(1, client);
    }
    weighted.aggregate(1);

    assertThat(weighted.counts(1)).containsExactly(1, 2, 3, 4, 5, 6);
    float[] mean = {1 / 21f, 2 / 21f, 3 / 21f, 4 / 21f, 5 / 21f, 6 / 21f};
    assertThat(weighted.model(1)).containsExactly(mean);
  }

  @Test
  void serverMomentumCarriesOverFromRoundToRound() {
    TestJob momentum = TestJob.created("server_momentum", "0.5", "server_learning_rate", "0.25");
    double velocity = 0;
    double parameter = 0;
    for (int round = 1; round <= 4; round++) {
      momentum.open(round);
      momentum.upload(round, 0);
      momentum.upload(round, 1);
      momentum.aggregate(round);
      momentum.close(round);
      velocity = 0.5 * velocity + 0.5;
      parameter += 0.25 * velocity;
      assertThat(momentum.model(round)[0]).as("round %d", round).isEqualTo((float) parameter);
      assertThat(momentum.model(round)[2]).isZero();
    }
    assertThat(momentum.manifest(4).optimizerKey()).isPresent();
  }

  @Test
  void aCrashAfterAnyOfItsWritesAndAnotherRunGiveTheSameBytes() {
    uploadAll();
    TestJob whole = job.copy();
    whole.aggregate(1);
    String modelKey = whole.manifest(1).modelKey();
    byte[] latest = job.memory.bytes(ObjectKeys.latest(TestJob.ID));
    List<List<String>> lost =
        List.of(
            List.of(
                ObjectKeys.outcome(TestJob.ID, 1), ObjectKeys.manifest(TestJob.ID, 1), modelKey),
            List.of(ObjectKeys.outcome(TestJob.ID, 1), ObjectKeys.manifest(TestJob.ID, 1)),
            List.of(ObjectKeys.manifest(TestJob.ID, 1)),
            List.of());
    for (List<String> keys : lost) {
      TestJob crashed = whole.copy();
      keys.forEach(crashed.memory::remove);
      crashed.memory.put(ObjectKeys.latest(TestJob.ID), Content.of(latest));
      crashed.now = crashed.now.plusSeconds(1000);

      crashed.aggregate(1);

      assertThat(crashed.memory.bytes(modelKey)).isEqualTo(whole.memory.bytes(modelKey));
      assertThat(crashed.manifest(1).modelSha256()).isEqualTo(whole.manifest(1).modelSha256());
      assertThat(crashed.latest()).isEqualTo(new Latest(1, 1));
      crashed.aggregate(1);
      assertThat(crashed.counts(1)).containsOnly(1);
    }
  }

  @Test
  void whatComesAfterTheDecisionDoesNotChangeIt() {
    UpdateEvent a = job.upload(1, 0);
    UpdateEvent b = job.upload(1, 1);
    byte[] latest = job.memory.bytes(ObjectKeys.latest(TestJob.ID));
    job.aggregate(1);
    job.memory.remove(ObjectKeys.outcome(TestJob.ID, 1));
    job.memory.remove(ObjectKeys.manifest(TestJob.ID, 1));
    job.memory.put(ObjectKeys.latest(TestJob.ID), Content.of(latest));
    UpdateEvent late = job.upload(1, 2);
    job.fold(a, b, late);

    job.aggregate(1);

    assertThat(job.counts(1)).containsExactly(1, 1, 0, 0, 0, 0);
    RoundResult result = job.close(1);
    assertThat(result.accepted()).isEqualTo(2);
    assertThat(result.late()).isEqualTo(1);
    assertThat(result.dropped()).isEqualTo(3);
  }

  @Test
  void twoMastersAtOnceCommitOneVersion() {
    uploadAll();
    TestJob second = job.through(new OtherMasterFirst(job));

    assertThat(second.aggregate(1).status()).isEqualTo(Aggregate.Outcome.Status.COMMITTED);
    assertThat(job.counts(1)).containsOnly(1);
  }

  @Test
  void belowTheMinimumTheRoundIsAbandonedAndStaysIt() {
    job.upload(1, 0);

    assertThat(job.aggregate(1).status()).isEqualTo(Aggregate.Outcome.Status.ABANDONED);
    job.upload(1, 1);
    job.upload(1, 2);
    assertThat(job.aggregate(1).status()).isEqualTo(Aggregate.Outcome.Status.ABANDONED);

    RoundResult result = job.close(1);
    assertThat(result.status()).isEqualTo(RoundResult.Status.ABANDONED);
    assertThat(result.reason()).hasValueSatisfying(r -> assertThat(r).contains("minimum is 2"));
    assertThat(result.version()).isEmpty();
    assertThat(List.of(result.accepted(), result.late(), result.rejected(), result.dropped()))
        .containsExactly(0, 3, 0, 3);
    assertThat(job.latest()).isEqualTo(new Latest(0, 1));
    assertThat(job.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
  }

  @Test
  void theRoundAfterAnAbandonedOneWorks() {
    job.aggregate(1);
    job.close(1);
    job.open(2);
    job.upload(2, 0);
    job.upload(2, 1);
    job.aggregate(2);

    assertThat(job.counts(2)).containsExactly(1, 1, 0, 0, 0, 0);
    assertThat(job.manifest(2).parent()).contains(0);
    assertThat(job.latest()).isEqualTo(new Latest(2, 2));
  }

  @Test
  void aFileInTheModelsPlaceThatIsNotTheModelIsADefect() {
    uploadAll();
    TestJob whole = job.copy();
    whole.aggregate(1);
    job.memory.put(whole.manifest(1).modelKey(), Content.of(new byte[10]));

    assertThatThrownBy(() -> job.aggregate(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("different bytes");
    assertThat(job.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
  }

  @Test
  void contributorsAreOnRecordWithTheTagsOfTheirUpdates() {
    uploadAll();
    job.aggregate(1);

    assertThat(job.contributors(1).contributors())
        .extracting(Contributor::client)
        .containsExactly("c0", "c1", "c2", "c3", "c4", "c5");
    assertThat(job.contributors(1).contributors())
        .allSatisfy(
            c ->
                assertThat(c.etag())
                    .isEqualTo(
                        job.memory
                            .head(ObjectKeys.update(TestJob.ID, 1, c.client()))
                            .orElseThrow()
                            .etag()));
  }

  /** At the moment at which this master puts its decision, another one runs the whole step. */
  private static final class OtherMasterFirst extends ForwardingStore {

    private final TestJob other;
    private boolean done;

    OtherMasterFirst(TestJob other) {
      super(other.memory);
      this.other = other;
    }

    @Override
    public PutOutcome putIfAbsent(String key, Content content) {
      if (!done && key.equals(ObjectKeys.decision(TestJob.ID, 1))) {
        done = true;
        UpdateEvent again = other.event(1, 3);
        other.fold(again, other.event(1, 4)); // So its decision is another than ours.
        other.aggregate(1);
      }
      return super.putIfAbsent(key, content);
    }
  }

  @Test
  void anUpdateThatIsTooLongIsScaledDownWhoeverFoldsIt() {
    TestJob job = TestJob.created("clip_update_norm", "0.25", "quorum", "3");
    job.open(1);
    job.fold(job.upload(1, 0), job.upload(1, 1)); // a worker, into a partial aggregate
    job.upload(1, 2); // the master

    job.aggregate(1);

    assertThat(job.contributors(1).contributors()).extracting(Contributor::clip).containsOnly(0.25);
    assertThat(job.counts(1)).containsExactly(0.25, 0.25, 0.25, 0, 0, 0);
  }

  @Test
  void anUpdateThatIsShortEnoughIsNotScaled() {
    TestJob job = TestJob.created("clip_update_norm", "1");
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);

    job.aggregate(1);

    assertThat(job.counts(1)).containsExactly(1, 1, 0, 0, 0, 0);
  }

  /** Replaces a client's update by another valid one, as if its object had been overwritten. */
  private static void replaceUpdate(TestJob job, int client) {
    job.memory.remove(ObjectKeys.update(TestJob.ID, 1, TestJob.client(client)));
    job.upload(1, client, new LocalResult(new float[TestJob.CLIENTS], client + 1L, 0.5));
  }

  @Test
  void anUpdateThatWasReplacedAfterTheDecisionIsNotAggregated() {
    uploadAll();
    TestJob crashed = job.copy();
    job.aggregate(1);
    // The other master froze the decision and crashed.
    crashed.memory.put(
        ObjectKeys.decision(TestJob.ID, 1),
        Content.of(job.memory.bytes(ObjectKeys.decision(TestJob.ID, 1))));
    replaceUpdate(crashed, 3);

    assertThatThrownBy(() -> crashed.aggregate(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("differ from the decision of round 1");
    assertThat(crashed.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
    assertThat(crashed.exists(job.manifest(1).modelKey())).isFalse();
  }

  @Test
  void anOutcomeOfOtherBytesThatCameFirstIsADefect() {
    uploadAll();
    TestJob other = job.copy();
    other.aggregate(1);
    String key = ObjectKeys.outcome(TestJob.ID, 1);
    byte[] outcome =
        new String(other.memory.bytes(key), StandardCharsets.UTF_8)
            .replace(other.manifest(1).modelSha256(), "0".repeat(64))
            .getBytes(StandardCharsets.UTF_8);
    ForwardingStore racing =
        new ForwardingStore(job.memory) {
          @Override
          public PutOutcome putIfAbsent(String put, Content content) {
            if (put.equals(key)) {
              job.memory.put(key, Content.of(outcome));
            }
            return super.putIfAbsent(put, content);
          }
        };

    assertThatThrownBy(() -> job.through(racing).aggregate(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Version 1 of job one-hot is already committed with different bytes");
    assertThat(job.memory.bytes(key)).isEqualTo(outcome);
    assertThat(job.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
    assertThat(job.latest()).isEqualTo(new Latest(0, 0, Optional.of(1)));
  }

  @Test
  void theTrainingLossIsThatOfTheClientsThatTellTheirs() {
    job.open(1);
    job.upload(1, 0, new LocalResult(new float[TestJob.CLIENTS], 1, OptionalDouble.empty()));
    job.upload(1, 1, new LocalResult(new float[TestJob.CLIENTS], 3, 5));
    job.aggregate(1);
    assertThat(job.manifest(1).trainLoss()).hasValue(5);
    job.close(1);

    job.open(2);
    for (int client = 0; client < 2; client++) {
      job.upload(2, client, new LocalResult(new float[TestJob.CLIENTS], 1, OptionalDouble.empty()));
    }
    job.aggregate(2);
    assertThat(job.manifest(2).trainLoss()).isEmpty();
    assertThat(job.close(2).trainLoss()).isEmpty();
  }

  private double trainLoss(double... losses) {
    for (int client = 0; client < losses.length; client++) {
      job.upload(
          1, client, new LocalResult(new float[TestJob.CLIENTS], 1 + 2L * client, losses[client]));
    }
    job.aggregate(1);
    return job.manifest(1).trainLoss().orElseThrow();
  }

  @Test
  void theTrainingLossIsTheMeanOverExamplesWhateverTheWeights() {
    assertThat(trainLoss(1, 5)).isCloseTo((1 + 3 * 5) / 4.0, within());
  }

  @Test
  void theMeanOfFiniteLossesIsFinite() {
    assertThat(trainLoss(Double.MAX_VALUE, Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
  }
}
