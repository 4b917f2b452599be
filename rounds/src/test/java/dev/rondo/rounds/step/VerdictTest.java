package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.SeatTree;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.cost.CountingStore;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.step.Aggregate.Outcome.Status;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each update gets one verdict, as soon as it is known, and nobody validates it again. */
class VerdictTest {

  /** More than the master reads of what no worker has looked at. */
  private static final int MANY = 10_500;

  private static List<String> keys(TestJob job, String prefix) {
    return job.memory.list(prefix).stream().map(ObjectInfo::key).toList();
  }

  private static byte[] notFinite() {
    return new UpdateFile().data(0, 0, Float.NaN, 0, 0, 0).bytes();
  }

  /** Runs the master until it ends, and kills each attempt after some calls of the store. */
  private static int attempts(TestJob job, int calls) {
    for (int attempt = 1; attempt <= 50; attempt++) {
      try {
        job.through(new FaultyStore(job.memory, n -> n == calls, FaultyStore.Moment.AFTER))
            .aggregateInParts(1);
        return attempt;
      } catch (StoreException e) {
        // Killed. The next attempt goes on.
      }
    }
    throw new AssertionError("The master makes no headway");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aMasterThatIsKilledAgainAndAgainMakesHeadwayOverBadUpdates(int parts) {
    TestJob job = TestJob.created();
    job.parts = parts;
    job.open(1);
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.upload(1, client, notFinite());
    }

    assertThat(attempts(job, parts == 0 ? 14 : 10)).isGreaterThan(1);
    assertThat(keys(job, ObjectKeys.rejections(TestJob.ID, 1))).hasSize(TestJob.CLIENTS);
  }

  @Test
  void aMasterThatIsKilledAgainAndAgainMakesHeadwayOverGoodUpdatesWithoutEvents() {
    TestJob job = TestJob.created("quorum", "6", "minimum", "6");
    job.parts = 2;
    job.open(1);
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.upload(1, client);
    }
    int calls = 9;
    TestJob killed =
        job.through(new FaultyStore(job.memory, n -> n == calls, FaultyStore.Moment.AFTER));
    try {
      killed.aggregate(1);
    } catch (StoreException e) {
      // Killed after the first verdict.
    }
    assertThat(keys(job, ObjectKeys.verdicts(TestJob.ID, 1))).isNotEmpty();
    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);
    assertThat(job.counts(1)).containsOnly(1);
  }

  @Test
  void aWorkerReadsOnlyTheHeaderOfAnUpdateWhoseSeatIsTaken() {
    TestJob job = TestJob.created();
    job.parts = 2;
    job.open(1);
    job.fold(job.upload(1, UpdateFile.CLIENT));
    CountingStore counting = new CountingStore(job.memory);
    UpdateEvent second = otherClient(job);

    job.through(counting).fold(second);

    // Plan, update, verdict; whether there is a result.
    assertThat(counting.take(0)).isEqualTo(new Requests(1, 4, 1, 0));
    assertThat(keys(job, ObjectKeys.rejections(TestJob.ID, 1)))
        .containsExactly(ObjectKeys.duplicate(TestJob.ID, 1, "other"));
  }

  /** The seat of another client, with numbers that nobody reads. */
  private static UpdateEvent otherClient(TestJob job) {
    String key = ObjectKeys.update(TestJob.ID, 1, "other");
    byte[] bytes = notFinite();
    job.memory.put(key, Content.of(bytes));
    return new UpdateEvent("other", key, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void validatedUpdatesDoNotCountAgainstTheLimitForRawOnes(int parts) {
    String all = Integer.toString(MANY);
    TestJob job = TestJob.created("clients", all, "fraction", "1", "quorum", all, "minimum", all);
    job.parts = parts;
    job.open(1);
    float[] delta = new float[TestJob.CLIENTS];
    delta[0] = 1;
    ManySeats seats = new ManySeats(job);
    for (int client = 0; client < MANY; client++) {
      job.fold(seats.upload(client, new LocalResult(delta, 1, 0.5)));
    }

    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);
    RoundResult result = job.close(1);
    assertThat(result.accepted()).isEqualTo(MANY);
    assertThat(result.dropped()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aViableRoundIsNotAbandonedBecauseNoWorkerHasLookedAtItsUpdates(int parts) {
    String all = Integer.toString(MANY);
    TestJob job = TestJob.created("clients", all, "fraction", "1", "quorum", all, "minimum", all);
    job.parts = parts;
    job.open(1);
    ManySeats seats = new ManySeats(job);
    for (int client = 0; client < MANY; client++) {
      seats.upload(client, new LocalResult(new float[TestJob.CLIENTS], 1, 0.5));
    }

    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);
    assertThat(job.contributors(1).contributors()).hasSize(MANY);
  }

  /** Uploads of many seats, whose tree is made once. */
  private record ManySeats(TestJob job, Plan plan, SeatTree seats) {

    ManySeats(TestJob job) {
      this(job, job.plan(1), TestJob.NONCES.seats(TestJob.ID, 1, MANY));
    }

    UpdateEvent upload(int seat, LocalResult result) {
      new ClientRound(job.memory, TestJob.client(seat), () -> job.now)
          .upload(plan, new Seat(TestJob.ID, 1, seat, seats.nonce(seat)), result);
      return job.event(1, seat);
    }
  }
}
