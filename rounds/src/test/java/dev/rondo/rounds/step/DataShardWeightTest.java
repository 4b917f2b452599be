package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.SeatVerdict;
import dev.rondo.rounds.step.Aggregate.Outcome.Status;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much an update counts that states the leased data shard on which it was trained. */
class DataShardWeightTest {

  private static final String DATASET = "mnist";
  private static final String SMALL = "shard-00000";
  private static final String LARGEST = "shard-00001";

  /** What every client reports. */
  private static final long REPORTED = 600;

  private static TestJob created(String... more) {
    List<String> settings =
        new ArrayList<>(List.of("aggregation", "weighted", "max_weight_ratio", "0"));
    settings.addAll(List.of(more));
    TestJob job = TestJob.created(settings.toArray(String[]::new));
    DataIndex index =
        new DataIndex(
            DATASET,
            List.of(1),
            2,
            List.of(
                new DataIndex.DataShard(SMALL, 60),
                new DataIndex.DataShard(LARGEST, 100),
                new DataIndex.DataShard("empty", 0)));
    new Documents(job.memory).write(ObjectKeys.dataIndex(DATASET), index);
    return job;
  }

  private static void lease(TestJob job, String dataShard, int client) {
    lease(job, dataShard, client, TestJob.START.plusSeconds(600));
  }

  private static void lease(TestJob job, String dataShard, int client, Instant until) {
    Lease lease = new Lease(TestJob.client(client), until);
    new Documents(job.memory).write(ObjectKeys.lease(DATASET, dataShard), lease);
  }

  private static UpdateEvent upload(TestJob job, int client, String... dataShard) {
    Plan plan = job.plan(1);
    float[] delta = new float[TestJob.CLIENTS];
    delta[client] = 1;
    new ClientRound(job.store, TestJob.client(client), () -> job.now)
        .upload(
            plan,
            TestJob.seat(1, client),
            new LocalResult(delta, REPORTED, 0.5),
            List.of(dataShard).stream().findFirst());
    return job.event(1, client);
  }

  private static void assertCounts(TestJob job, double... expected) {
    assertThat(job.counts(1)).containsExactly(expected, within(1e-3));
    for (Contributor contributor : job.contributors(1).contributors()) {
      Contributor verdict =
          new Documents(job.memory)
              .require(ObjectKeys.verdict(TestJob.ID, 1, contributor.seat()), SeatVerdict.class)
              .contributor();
      assertThat(contributor.examples()).isEqualTo(verdict.examples());
    }
  }

  /** Workers look at the updates one by one, in batches, or not at all. */
  private enum Workers {
    ONE_BY_ONE,
    IN_BATCHES,
    NONE
  }

  @ParameterizedTest
  @CsvSource({
    "ONE_BY_ONE, 0, 0", "IN_BATCHES, 0, 0", "NONE, 0, 0",
    "ONE_BY_ONE, 0, 2", "IN_BATCHES, 0, 2", "NONE, 0, 2",
    "ONE_BY_ONE, 2, 0", "IN_BATCHES, 2, 0", "NONE, 2, 0"
  })
  void noMoreExamplesCountThanTheDataShardHasThatTheClientLeases(
      Workers workers, int parts, int groups) {
    TestJob job = created("quorum", "6");
    job.parts = parts;
    job.groups = groups;
    job.open(1);
    lease(job, SMALL, 0);
    List<UpdateEvent> events =
        List.of(
            upload(job, 0, SMALL),
            upload(job, 1, SMALL), // Another client's lease.
            upload(job, 2), // It states nothing.
            upload(job, 3, "shard-00009"), // There is no such data shard.
            upload(job, 4, "../" + SMALL), // This is no name.
            upload(job, 5, LARGEST)); // Nobody leases it.

    if (workers == Workers.ONE_BY_ONE) {
      events.forEach(event -> assertThat(job.fold(event)).isEmpty());
    } else if (workers == Workers.IN_BATCHES) {
      assertThat(job.fold(events.toArray(UpdateEvent[]::new))).isEmpty();
    }

    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);
    assertCounts(job, 60, 100, 100, 100, 100, 100);
    assertThat(job.close(1).rejected()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"80, 60, 80", "50, 50, 50", "600, 60, 600"})
  void maxExamplesRemainsAnUpperBound(String maxExamples, double leased, double others) {
    TestJob job = created("max_examples", maxExamples);
    job.open(1);
    lease(job, SMALL, 0);
    job.fold(upload(job, 0, SMALL), upload(job, 1, SMALL));
    job.aggregate(1);

    assertCounts(job, leased, others, 0, 0, 0, 0);
  }

  @Test
  void theBoundByTheMedianComesAfterIt() {
    TestJob job = created("max_weight_ratio", "1.5", "minimum", "3");
    job.open(1);
    lease(job, SMALL, 0);
    lease(job, LARGEST, 1);
    // Without a lease the third one counts as much as the largest data shard.
    job.fold(upload(job, 0, SMALL), upload(job, 1, LARGEST), upload(job, 2, SMALL));
    job.aggregate(1);
    assertCounts(job, 60, 100, 100, 0, 0, 0);

    TestJob other = created("max_weight_ratio", "1.5", "minimum", "3");
    other.open(1);
    lease(other, SMALL, 0);
    other.fold(upload(other, 0, SMALL));
    lease(other, SMALL, 1);
    other.fold(upload(other, 1, SMALL));
    other.fold(upload(other, 2));
    other.aggregate(1);
    assertCounts(other, 60, 60, 90, 0, 0, 0);
  }

  @Test
  void anUnweightedUpdateCountsAsEveryOther() {
    TestJob job = created("aggregation", "unweighted");
    job.open(1);
    lease(job, SMALL, 0);
    job.fold(upload(job, 0, SMALL), upload(job, 1));
    job.aggregate(1);

    assertCounts(job, 1, 1, 0, 0, 0, 0);
  }

  @Test
  void aClientThatHasReturnedItsDataShardTrainedOnIt() {
    TestJob job = created();
    job.open(1);
    lease(job, SMALL, 0, Lease.RELEASED);
    job.fold(upload(job, 0, SMALL), upload(job, 1));
    job.aggregate(1);

    assertCounts(job, 60, 100, 0, 0, 0, 0);
  }

  @Test
  void aLeaseThatIsNoneBoundsNothing() {
    TestJob job = created();
    job.open(1);
    job.memory.put(ObjectKeys.lease(DATASET, SMALL), Content.of(new byte[] {'{'}));
    lease(job, "empty", 1);
    job.fold(upload(job, 0, SMALL), upload(job, 1, "empty"));
    job.aggregate(1);

    assertCounts(job, 100, 100, 0, 0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, (4 << 20) + 1})
  void anIndexThatIsDamagedOrTooLargeDuringTheRoundLeavesTheBoundsOfThePlan(int bytes) {
    TestJob job = created();
    job.open(1);
    lease(job, SMALL, 0);
    byte[] index =
        new String(job.memory.bytes(ObjectKeys.dataIndex(DATASET)), StandardCharsets.UTF_8)
            .concat(" ".repeat(bytes))
            .replace(bytes == 1 ? "{" : "\n", "")
            .getBytes(StandardCharsets.UTF_8);
    job.memory.put(ObjectKeys.dataIndex(DATASET), Content.of(index));
    assertThat(job.fold(upload(job, 0, SMALL), upload(job, 1))).isEmpty();
    job.aggregate(1);

    assertCounts(job, 100, 100, 0, 0, 0, 0);
  }

  @Test
  void updatesThatStateNoDataShardCauseNoReads() {
    TestJob job = created();
    job.open(1);
    TestJob watched =
        job.through(
            new ForwardingStore(job.memory) {
              @Override
              public Optional<StoredObject> get(String key) {
                assertThat(key).doesNotStartWith("leases/").doesNotStartWith("data/");
                return super.get(key);
              }
            });

    assertThat(watched.fold(upload(job, 0), upload(job, 1))).isEmpty();
    assertThat(watched.fold(upload(job, 2))).isEmpty();
    upload(job, 3);
    watched.aggregate(1);
    watched.close(1);

    assertCounts(job, 100, 100, 100, 100, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 2", "2, 0"})
  void theFirstVerdictCountsIfTheLeaseIsAnothersWhenTheUpdateIsReadAgain(int parts, int groups) {
    TestJob job = created();
    job.parts = parts;
    job.groups = groups;
    job.open(1);
    lease(job, SMALL, 0);
    UpdateEvent first = upload(job, 0, SMALL);
    UpdateEvent second = upload(job, 1, LARGEST);
    job.fold(first);
    job.fold(second);
    lease(job, SMALL, 2);
    lease(job, LARGEST, 2);
    // Another worker adds them, with another weight, before it knows the verdicts.
    job.fold(first, second, upload(job, 3));

    job.aggregateInParts(1);

    assertCounts(job, 60, 100, 0, 100, 0, 0);
  }

  /** The holder of the data shard is another one each time that somebody looks. */
  private static ObjectStore changing(TestJob job, Random random) {
    return new ForwardingStore(job.memory) {
      @Override
      public Optional<StoredObject> get(String key) {
        if (key.startsWith("leases/")) {
          lease(job, SMALL, random.nextInt(TestJob.CLIENTS));
        }
        return super.get(key);
      }
    };
  }

  @Test
  void crashesAndLeasesThatChangeHandsLeaveOneWeightForEachUpdate() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      TestJob job = created("quorum", "6");
      job.parts = random.nextInt(2) * 2;
      job.groups = random.nextInt(3);
      job.open(1);
      List<UpdateEvent> events = new ArrayList<>();
      for (int client = 0; client < TestJob.CLIENTS; client++) {
        events.add(upload(job, client, SMALL));
      }
      FaultyStore faulty =
          new FaultyStore(
              changing(job, random), call -> random.nextInt(8) == 0, FaultyStore.Moment.AFTER);
      TestJob failing = job.through(faulty);
      for (int batch = 0; batch < 5; batch++) {
        int from = random.nextInt(TestJob.CLIENTS);
        int to = from + 1 + random.nextInt(TestJob.CLIENTS - from);
        failing.fold(events.subList(from, to).toArray(UpdateEvent[]::new));
      }
      untilItWorks(() -> failing.aggregateInParts(1));

      double[] expected = new double[TestJob.CLIENTS];
      for (Contributor contributor : job.contributors(1).contributors()) {
        expected[contributor.seat()] = contributor.weight();
        assertThat(contributor.weight()).isIn(60.0, 100.0);
      }
      assertThat(faulty.faults()).as("seed %s", seed).isPositive();
      assertThat(expected).as("seed %s", seed).doesNotContain(0.0);
      assertCounts(job, expected);
    }
  }

  private static <T> T untilItWorks(Supplier<T> step) {
    while (true) {
      try {
        return step.get();
      } catch (StoreException e) {
        // Run again, as the state machine does.
      }
    }
  }
}
