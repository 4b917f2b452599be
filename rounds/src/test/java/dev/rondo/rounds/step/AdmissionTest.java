package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.RoundSignal;
import dev.rondo.rounds.step.Aggregate.Outcome.Status;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Rejection;
import dev.rondo.rounds.update.Roster;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose updates count, and how much one of them may weigh. */
class AdmissionTest {

  private static final int CLIENTS = 20;

  /** All clients but the last say +1 in 600 examples; the last say -1 and report a billion. */
  private static TestJob dominated(
      int liars, String ratio, int parts, int groups, boolean batches) {
    TestJob job =
        TestJob.created(
            "clients",
            "20",
            "quorum",
            "20",
            "minimum",
            "2",
            "aggregation",
            "weighted",
            "max_weight_ratio",
            ratio);
    job.parts = parts;
    job.groups = groups;
    job.open(1);
    for (int from = 0; from < CLIENTS; from += 4) {
      UpdateEvent[] batch = new UpdateEvent[4];
      for (int i = 0; i < 4; i++) {
        boolean lies = from + i >= CLIENTS - liars;
        float[] delta = new float[TestJob.CLIENTS];
        delta[0] = lies ? -1 : 1;
        LocalResult result = new LocalResult(delta, lies ? 1_000_000_000 : 600, 0.5);
        batch[i] = job.upload(1, from + i, result);
      }
      if (batches) {
        job.fold(batch);
      }
    }
    return job;
  }

  @ParameterizedTest
  @CsvSource({"0, 0, true", "0, 0, false", "0, 3, true", "0, 3, false", "2, 0, true"})
  void noClientHasMoreThanTenTimesTheMedianWeightByDefault(int parts, int groups, boolean batches) {
    TestJob job = dominated(1, "10", parts, groups, batches);

    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);

    Decision decision = job.contributors(1);
    assertThat(decision.maxExamples()).contains(10L * 600);
    assertThat(decision.contributors()).hasSize(CLIENTS);
    assertThat(decision.contributors().get(CLIENTS - 1).examples()).isPositive();
    assertThat(job.model(1)[0]).isEqualTo((float) ((19.0 - 10) / (19 + 10)));
    assertThat(job.manifest(1).totalWeight()).isEqualTo((19 + 10) * 600);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, true", "0, 0, false", "0, 3, true", "2, 0, true"})
  void fourClientsThatReportABillionExamplesDoNotRaiseTheBoundOfEachOther(
      int parts, int groups, boolean batches) {
    TestJob job = dominated(4, "2", parts, groups, batches);

    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);

    assertThat(job.contributors(1).maxExamples()).contains(2L * 600);
    assertThat(job.model(1)[0]).isEqualTo((float) ((16.0 - 4 * 2) / (16 + 4 * 2)));
  }

  @Test
  void noClientWeighsMoreThanTheLargestDataShardHasExamples() {
    TestJob job = TestJob.created("aggregation", "weighted", "max_weight_ratio", "0");
    DataIndex index =
        new DataIndex(
            "mnist",
            List.of(1),
            2,
            List.of(
                new DataIndex.DataShard("shard-00000", 3),
                new DataIndex.DataShard("shard-00001", 4)));
    new Documents(job.memory).write(ObjectKeys.dataIndex("mnist"), index);
    job.open(1);
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.fold(job.upload(1, client));
    }
    job.aggregateInParts(1);

    assertThat(job.contributors(1).contributors())
        .extracting(Contributor::weight)
        .containsExactly(1.0, 2.0, 3.0, 4.0, 4.0, 4.0);
  }

  @Test
  void whoIsNotOnTheRosterIsRejectedByTheEventAlone() {
    TestJob job = TestJob.created();
    Roster roster = new Roster(List.of("c1", "c2", "c3*"));
    new Documents(job.memory).write(ObjectKeys.roster(TestJob.ID), roster);
    job.open(1);
    job.fold(job.upload(1, 0), job.upload(1, 1));
    job.fold(job.upload(1, 2));
    job.upload(1, 3);
    job.upload(1, 4);
    assertThat(job.plan(1).admission().roster()).isTrue();

    job.aggregateInParts(1);
    RoundResult result = job.close(1);

    assertThat(job.counts(1)).containsExactly(0, 1, 1, 1, 0, 0);
    assertThat(result.rejected()).isEqualTo(2);
    assertThat(
            new Documents(job.memory)
                .require(ObjectKeys.rejected(TestJob.ID, 1, "c0"), Rejection.class)
                .reason())
        .isEqualTo(Rejection.Reason.NOT_INVITED);
  }

  @Test
  void aRosterThatChangesDuringTheRoundAppliesToWhatComesThen() {
    TestJob job = TestJob.created();
    Documents documents = new Documents(job.memory);
    documents.write(ObjectKeys.roster(TestJob.ID), new Roster(List.of("c0")));
    job.open(1);
    job.fold(job.upload(1, 0));
    documents.write(ObjectKeys.roster(TestJob.ID), new Roster(List.of("c1")));
    job.fold(job.upload(1, 1));
    job.aggregateInParts(1);

    assertThat(job.counts(1)).containsExactly(1, 1, 0, 0, 0, 0);
  }

  /** Otherwise the round would wait for its deadline, although its quorum is complete. */
  @Test
  void aRosterThatChangesBeforeTheRoundIsWokenLosesNoWakeUp() {
    TestJob job = TestJob.created("quorum", "1", "minimum", "1");
    Documents documents = new Documents(job.memory);
    documents.write(ObjectKeys.roster(TestJob.ID), new Roster(List.of("c0")));
    job.open(1);
    job.signal.await("token");
    job.awaitQuorum().run(TestJob.request(1), "token");
    UpdateEvent event = job.upload(1, 0);
    RoundSignal unreachable =
        token -> {
          throw new StoreException("Step Functions does not answer");
        };
    FoldUpdates dying = new FoldUpdates(job.memory, new AwaitQuorum(job.memory, unreachable));
    assertThat(dying.run(List.of(event)).again()).containsExactly(event.id());
    documents.write(ObjectKeys.roster(TestJob.ID), new Roster(List.of("c1")));

    job.fold(event);
    assertThat(job.signal.sent()).as("a first delivery has nothing to repeat").isEmpty();
    job.fold(new UpdateEvent(event.id(), event.key(), event.size(), true));

    assertThat(job.signal.sent()).containsExactly("token");
  }

  /** Blocks of one seat: the worker of the other update would count only its own. */
  @Test
  void aRefusedUpdateThatComesAgainWithAnotherOneCountsAllSeats() {
    TestJob job = TestJob.created("quorum", "2", "minimum", "1");
    Documents documents = new Documents(job.memory);
    documents.write(ObjectKeys.roster(TestJob.ID), new Roster(List.of("c0", "c1")));
    job.open(1);
    job.signal.await("token");
    job.awaitQuorum().run(TestJob.request(1), "token");
    UpdateEvent refused = job.upload(1, 0);
    UpdateEvent admitted = job.upload(1, 1);
    new FoldUpdates(job.memory, new AwaitQuorum(job.memory, token -> false, 0))
        .run(List.of(refused)); // It writes a verdict, and dies before it counts.
    new Documents(job.memory)
        .write(
            ObjectKeys.seatCount(TestJob.ID, 1),
            new SeatCount.Count(List.of(0, 0, 0, 0, 0, 0), true));
    documents.write(ObjectKeys.roster(TestJob.ID), new Roster(List.of("c1")));

    new FoldUpdates(job.memory, new AwaitQuorum(job.memory, job.signal, 0))
        .run(List.of(new UpdateEvent(refused.id(), refused.key(), refused.size(), true), admitted));

    assertThat(job.signal.sent()).containsExactly("token");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUpdateThatOneRosterRefusesAndAnotherAdmitsCountsOnce(boolean refusedFirst) {
    TestJob job = TestJob.created();
    Roster without = new Roster(List.of("c1"));
    Roster with = new Roster(List.of("c0", "c1"));
    Documents documents = new Documents(job.memory);
    documents.write(ObjectKeys.roster(TestJob.ID), refusedFirst ? without : with);
    job.open(1);
    UpdateEvent event = job.upload(1, 0);
    job.fold(event);
    documents.write(ObjectKeys.roster(TestJob.ID), refusedFirst ? with : without);
    job.fold(event); // Delivered again.
    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.ABANDONED);

    RoundResult result = job.close(1);

    assertThat(job.exists(ObjectKeys.rejected(TestJob.ID, 1, "c0"))).isTrue();
    assertThat(result.late()).isEqualTo(1);
    assertThat(result.rejected()).isZero();
    assertThat(result.dropped()).isEqualTo(TestJob.CLIENTS - 1);
  }

  @Test
  void aDataIndexThatCannotBeReadLeavesTheRoundUnopened() {
    TestJob job = TestJob.created();
    job.memory.put(ObjectKeys.dataIndex("mnist"), Content.of(new byte[] {'{'}));

    assertThatThrownBy(() -> job.open(1)).hasMessageContaining("data/mnist/index.json");

    assertThat(new LatestVersion(job.memory).read(TestJob.ID).opening()).isEmpty();
  }

  @Test
  void maxExamplesOverridesTheSizeOfDataShards() {
    TestJob job = TestJob.created("aggregation", "weighted", "max_examples", "5");
    DataIndex index =
        new DataIndex("mnist", List.of(1), 2, List.of(new DataIndex.DataShard("shard-00000", 3)));
    new Documents(job.memory).write(ObjectKeys.dataIndex("mnist"), index);
    job.open(1);

    assertThat(job.plan(1).admission().maxExamples()).isEqualTo(5);
  }

  @Test
  void aRosterThatIsGoneAdmitsNobody() {
    TestJob job = TestJob.created();
    new Documents(job.memory).write(ObjectKeys.roster(TestJob.ID), new Roster(List.of("c0")));
    job.open(1);
    job.memory.remove(ObjectKeys.roster(TestJob.ID));

    assertThat(job.fold(job.upload(1, 1))).isNotEmpty();
    assertThat(job.memory.list(ObjectKeys.verdicts(TestJob.ID, 1))).isEmpty();
  }
}
