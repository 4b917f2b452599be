package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.model.ModelDigest;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.Threads;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.step.Aggregate.Outcome;
import dev.rondo.rounds.step.Aggregate.Outcome.Status;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A round whose model is aggregated in parts. */
class PartsRoundTest {

  private static TestJob created(int parts, String... settings) {
    TestJob job = TestJob.created(settings);
    job.parts = parts;
    return job;
  }

  private static void uploadAll(TestJob job, int round) {
    job.open(round);
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.fold(job.upload(round, client));
    }
  }

  @Test
  void aWorkerLeavesAVerdictOnEachUpdateOfItsBatchAndNoSum() {
    TestJob job = created(2);
    job.open(1);
    job.fold(job.upload(1, 0), job.upload(1, 1), job.upload(1, 2, new byte[100]));

    assertThat(job.memory.list(ObjectKeys.verdicts(TestJob.ID, 1)))
        .extracting(ObjectInfo::key)
        .containsExactly(
            ObjectKeys.verdict(TestJob.ID, 1, 0), ObjectKeys.verdict(TestJob.ID, 1, 1));
    assertThat(job.memory.list(ObjectKeys.rejections(TestJob.ID, 1))).hasSize(1);
    assertThat(job.memory.list(ObjectKeys.partials(TestJob.ID, 1))).isEmpty();
  }

  @Test
  void batchesThatComeAgainInAnotherCompositionCountEachClientOnce() {
    TestJob job = created(2);
    job.open(1);
    UpdateEvent[] events = new UpdateEvent[TestJob.CLIENTS];
    for (int client = 0; client < events.length; client++) {
      events[client] = job.upload(1, client);
    }
    job.fold(events[0], events[1], events[2]);
    job.fold(events[1], events[2], events[3]);
    job.fold(events[2]);
    assertThat(job.memory.list(ObjectKeys.verdicts(TestJob.ID, 1))).hasSize(4);
    job.fold(events[4], events[5]);
    job.aggregateInParts(1);

    assertThat(job.counts(1)).containsOnly(1);
    assertThat(job.contributors(1).contributors()).hasSize(TestJob.CLIENTS);
  }

  @ParameterizedTest
  @CsvSource({
    "1, fedavg, 0.5",
    "2, fedavg, 0.5",
    "3, fedavg, 0.5",
    "6, fedavg, 0.5",
    "2, fedadagrad, 0",
    "3, fedadam, 0",
    "6, fedyogi, 0"
  })
  void aggregationInPartsAndAsAWholeGiveTheSameBits(int parts, String optimizer, String momentum) {
    String[] settings = {
      "aggregation",
      "weighted",
      "server_optimizer",
      optimizer,
      "server_momentum",
      momentum,
      "server_learning_rate",
      "0.7",
      "clip_update_norm",
      "0.6"
    };
    TestJob whole = created(0, settings);
    TestJob inParts = created(parts, settings);
    for (int round = 1; round <= 3; round++) {
      for (TestJob job : List.of(whole, inParts)) {
        job.open(round);
        for (int client = 0; client < TestJob.CLIENTS; client++) {
          job.upload(round, client);
        }
        for (int client = 0; job == inParts && client < TestJob.CLIENTS; client++) {
          job.fold(job.event(round, client));
        }
        assertThat(job.aggregateInParts(round).status()).isEqualTo(Status.COMMITTED);
        job.close(round);
      }
      VersionManifest one = whole.manifest(round);
      VersionManifest many = inParts.manifest(round);
      assertThat(inParts.memory.bytes(many.modelKey()))
          .isEqualTo(whole.memory.bytes(one.modelKey()));
      assertThat(inParts.memory.bytes(many.optimizerKey().orElseThrow()))
          .isEqualTo(whole.memory.bytes(one.optimizerKey().orElseThrow()));
      assertThat(many.modelKey()).isEqualTo(one.modelKey());
      assertThat(many.modelParts()).hasSize(parts);
      int vectors = optimizer.equals("fedavg") ? 1 : 2;
      assertThat(many.optimizerParts()).hasSize(vectors * parts);
    }
  }

  @Test
  void aBatchThatRunsOutOfTimeMarksWhatItHasReadAndWakesTheRound() {
    TestJob job = created(2, "quorum", "2");
    job.open(1);
    job.signal.await("token");
    job.awaitQuorum().run(TestJob.request(1), "token");
    List<UpdateEvent> batch = List.of(job.upload(1, 0), job.upload(1, 1), job.upload(1, 2));
    AtomicInteger looks = new AtomicInteger();
    FoldUpdates worker =
        new FoldUpdates(
            job.store, job.awaitQuorum(), Resources.oneByOne(), () -> looks.incrementAndGet() > 1);

    assertThat(worker.run(batch).again()).containsExactly(batch.get(2).id());
    assertThat(job.signal.isWaiting("token")).isFalse();
    assertThat(
            new FoldUpdates(job.store, job.awaitQuorum(), Resources.oneByOne(), () -> true)
                .run(batch)
                .again())
        .as("one is always read")
        .hasSize(2);
  }

  @Test
  void everyClientCountsOnceAndItsManifestCanBeHeldAgainstTheFile() {
    TestJob job = created(4);
    uploadAll(job, 1);
    job.aggregateInParts(1);

    assertThat(job.counts(1)).containsOnly(1);
    assertThat(job.latest()).isEqualTo(new Latest(1, 1));
    VersionManifest manifest = job.manifest(1);
    ModelDigest digest = new ModelDigest(manifest.modelParts());
    byte[] file = job.memory.bytes(manifest.modelKey());
    digest.add(file, 0, file.length);
    assertThat(digest.hex()).isEqualTo(manifest.modelSha256());
    RoundResult result = job.close(1);
    assertThat(result.accepted()).isEqualTo(TestJob.CLIENTS);
    assertThat(job.memory.uploads()).isEmpty();
  }

  @Test
  void theMasterNamesThePartsThatAreMissing() {
    TestJob job = created(3);
    uploadAll(job, 1);

    Outcome outcome = job.aggregate(1);
    assertThat(outcome.status()).isEqualTo(Status.FAN_OUT);
    assertThat(outcome.phase()).contains(Phase.FOLD);
    assertThat(outcome.parts()).containsExactly(1, 2, 3);
    assertThat(outcome.evaluate()).isFalse();
    job.foldPart(1, 2, Phase.FOLD);
    assertThat(job.aggregate(1).parts()).containsExactly(1, 3);
    assertThat(job.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
  }

  @Test
  void updatesBeyondTheQuorumThatNobodyHasLookedAtAreLate() {
    TestJob job = created(2, "quorum", "4");
    job.open(1);
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.upload(1, client);
    }
    job.fold(job.event(1, 5));
    job.aggregateInParts(1);

    assertThat(job.counts(1)).containsExactly(1, 1, 1, 0, 0, 1);
    RoundResult result = job.close(1);
    assertThat(result.accepted()).isEqualTo(4);
    assertThat(result.late()).isEqualTo(2);
  }

  @Test
  void belowTheMinimumTheRoundIsAbandoned() {
    TestJob job = created(2);
    job.open(1);
    job.fold(job.upload(1, 0));

    assertThat(job.aggregate(1).status()).isEqualTo(Status.ABANDONED);
    assertThat(job.close(1).reason())
        .hasValueSatisfying(r -> assertThat(r).contains("minimum is 2"));
    assertThat(job.memory.uploads()).isEmpty();
  }

  @Test
  void anInvalidUpdateIsRefusedAndTheOthersCount() {
    TestJob job = created(2);
    job.open(1);
    job.fold(job.upload(1, 0), job.upload(1, 1, new byte[100]), job.upload(1, 2));
    job.aggregateInParts(1);

    assertThat(job.counts(1)).containsExactly(1, 0, 1, 0, 0, 0);
    assertThat(job.close(1).rejected()).isEqualTo(1);
  }

  @Test
  void anUpdateWhoseTensorsAreInAnotherOrderIsReadWhereItsNumbersLie() {
    TestJob job = created(3);
    job.open(1);
    float[] numbers = {1, 2, 3, 4, 5, 6};
    job.fold(job.upload(1, 0, UpdateFile.of(0, List.of("b", "w"), numbers)));
    job.fold(job.upload(1, 1, UpdateFile.of(1, List.of("w", "b"), numbers)));
    job.aggregateInParts(1);

    assertThat(job.model(1)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(job.contributors(1).contributors())
        .extracting(c -> c.placement().orElseThrow().order())
        .containsExactly(List.of(1, 0), List.of());
  }

  @Test
  void aPartThatRunsTwiceOrLateChangesNothing() {
    TestJob job = created(2);
    uploadAll(job, 1);
    job.aggregate(1);
    job.foldPart(1, 1, Phase.FOLD);
    byte[] word = job.memory.bytes(ObjectKeys.part(TestJob.ID, 1, 1));
    job.foldPart(1, 1, Phase.FOLD);
    job.memory.remove(ObjectKeys.part(TestJob.ID, 1, 1));
    job.foldPart(1, 1, Phase.FOLD);
    assertThat(job.memory.bytes(ObjectKeys.part(TestJob.ID, 1, 1))).isEqualTo(word);
    job.aggregateInParts(1);
    job.memory.remove(ObjectKeys.part(TestJob.ID, 1, 2));
    job.foldPart(1, 2, Phase.FOLD);

    assertThat(job.aggregate(1).status()).isEqualTo(Status.COMMITTED);
    assertThat(job.counts(1)).containsOnly(1);
    assertThat(job.memory.uploads()).isEmpty();
  }

  @Test
  void anUploadThatTheStoreHasGivenUpIsBegunAnewAndItsPartsFoldAgain() {
    TestJob job = created(3, "server_momentum", "0.5");
    uploadAll(job, 1);
    job.aggregate(1);
    job.foldPart(1, 1, Phase.FOLD);
    job.memory.uploads().forEach(job.memory::abortUpload); // A day has passed.
    job.foldPart(1, 2, Phase.FOLD);

    assertThat(job.aggregate(1).parts()).containsExactly(1, 3);
    job.foldPart(1, 1, Phase.FOLD);
    job.foldPart(1, 3, Phase.FOLD);
    job.memory.uploads().forEach(job.memory::abortUpload);
    assertThat(job.aggregate(1).parts()).containsExactly(1, 2, 3);
    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);
    assertThat(job.counts(1)).containsOnly(1);
    assertThat(job.memory.uploads()).isEmpty();
  }

  @Test
  void anUpdateThatIsNotTheOneThatWasFrozenIsADefect() {
    TestJob job = created(2);
    uploadAll(job, 1);
    job.aggregate(1);
    String key = ObjectKeys.update(TestJob.ID, 1, "c3");
    job.memory.put(key, Content.of(new byte[job.memory.bytes(key).length]));

    assertThatThrownBy(() -> job.foldPart(1, 1, Phase.FOLD))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(key);
  }

  @Test
  void aFileInTheModelsPlaceThatIsNotTheModelIsADefect() {
    TestJob whole = created(2);
    uploadAll(whole, 1);
    TestJob job = whole.copy();
    whole.aggregateInParts(1);
    job.aggregate(1);
    job.foldPart(1, 1, Phase.FOLD);
    job.foldPart(1, 2, Phase.FOLD);
    job.memory.put(whole.manifest(1).modelKey(), Content.of(new byte[10]));

    assertThatThrownBy(() -> job.aggregate(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("different bytes");
    assertThat(job.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
  }

  @Test
  void aPartThatThereIsNotIsRefused() {
    TestJob job = created(2);
    uploadAll(job, 1);
    job.aggregate(1);

    for (int part : new int[] {0, 3, -1}) {
      assertThatThrownBy(() -> job.foldPart(1, part, Phase.FOLD))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no part " + part);
    }
  }

  @Test
  void howManyReadsAreInFlightAndHowLargeTheyAreChangesNoBit() {
    TestJob job = created(2, "aggregation", "weighted", "server_momentum", "0.9");
    uploadAll(job, 1);
    job.aggregate(1);
    TestJob expected = job.copy();
    expected.aggregateInParts(1);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (int bytes : new int[] {4, 8, 12, 1 << 20}) {
        for (int inFlight : new int[] {1, 2, 5, 100}) {
          TestJob other = job.copy();
          other.reads = new Reads(pool, inFlight, bytes, 1);
          other.aggregateInParts(1);
          String key = expected.manifest(1).modelKey();
          assertThat(other.memory.bytes(key)).isEqualTo(expected.memory.bytes(key));
          assertThat(other.manifest(1).optimizerSha256())
              .isEqualTo(expected.manifest(1).optimizerSha256());
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void manyMastersAndPartsAtOnceCommitOneVersion() {
    for (int turn = 0; turn < 20; turn++) {
      TestJob job = created(3, "server_momentum", "0.5");
      uploadAll(job, 1);
      List<Status> outcomes = Threads.together(4, i -> () -> job.aggregateInParts(1).status());

      assertThat(outcomes).containsOnly(Status.COMMITTED);
      assertThat(job.counts(1)).containsOnly(1);
      assertThat(job.latest()).isEqualTo(new Latest(1, 1));
    }
  }

  @Test
  void theMedianLooksAtAllUpdatesSideBySide() {
    TestJob job = created(2, "aggregation", "median", "minimum", "3");
    float[][] updates = {{1, 0, 5, 2, 0, 1}, {2, 0, 4, 2, 0, 9}, {9, 0, -7, 8, 0, 2}};
    job.open(1);
    for (int client = 0; client < updates.length; client++) {
      job.fold(job.upload(1, client, UpdateFile.of(client, List.of("b", "w"), updates[client])));
    }
    job.aggregateInParts(1);

    assertThat(job.model(1)).containsExactly(2, 0, 4, 2, 0, 2);
  }

  @Test
  void aRuleThatMustSeeAllUpdatesIsAggregatedInOnePartAtLeast() {
    TestJob job = created(0, "aggregation", "trimmed:0.34", "minimum", "3");
    job.open(1);

    assertThat(job.plan(1).parts()).isEqualTo(1);
    float[][] updates = {{1, 1, 1, 1, 1, 1}, {3, 3, 3, 3, 3, 3}, {100, -100, 2, 2, 2, 2}};
    for (int client = 0; client < updates.length; client++) {
      job.fold(job.upload(1, client, UpdateFile.of(client, List.of("w", "b"), updates[client])));
    }
    job.aggregateInParts(1);
    assertThat(job.model(1)).containsExactly(3, 1, 2, 2, 2, 2);
  }

  @Test
  void multiKrumMeasuresOnAllSlicesBeforeOneDecisionIsFrozen() {
    TestJob job =
        created(3, "aggregation", "krum:1", "minimum", "5", "quorum", "5", "max_update_norm", "0");
    job.distanceSlices = 4;
    job.open(1);
    for (int client = 0; client < 5; client++) {
      float[] numbers = {1, 1, 1, 1, 1, client == 2 ? 50 : 1 + client / 8f};
      job.fold(job.upload(1, client, UpdateFile.of(client, List.of("w", "b"), numbers)));
    }

    Outcome first = job.aggregate(1);
    assertThat(first.phase()).contains(Phase.DISTANCES);
    assertThat(first.parts()).as("slices, not parts").containsExactly(1, 2, 3, 4);
    assertThat(job.exists(ObjectKeys.decision(TestJob.ID, 1))).isFalse();
    job.foldPart(1, 2, Phase.DISTANCES);
    assertThat(job.aggregate(1).parts()).as("what is measured stays").containsExactly(1, 3, 4);
    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);

    assertThat(
            new Documents(job.memory)
                .require(ObjectKeys.candidates(TestJob.ID, 1), Decision.class)
                .contributors())
        .hasSize(5);
    assertThat(job.contributors(1).contributors())
        .extracting(Contributor::client)
        .containsExactly("c0", "c1", "c3", "c4");
    assertThat(job.model(1)[5]).isEqualTo((1 + 1.125f + 1.375f + 1.5f) / 4);
    RoundResult result = job.close(1);
    assertThat(List.of(result.accepted(), result.late(), result.dropped()))
        .containsExactly(4, 1, 1);
  }
}
