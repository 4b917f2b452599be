package dev.rondo.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.cost.CountingStore;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.step.Aggregate;
import dev.rondo.rounds.step.AwaitQuorum;
import dev.rondo.rounds.step.FoldUpdates;
import dev.rondo.rounds.step.UpdateEvent;
import dev.rondo.rounds.testing.TestJob;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 100,000 uploads that nobody asked for: what they cost, and that the round goes its way. */
class FloodTest {

  private static final int EVENTS = Flood.EVENTS;
  private static final int BATCH = Flood.BATCH;
  private static final int BATCHES = EVENTS / BATCH;

  private final TestJob job = TestJob.created();
  private final CountingStore counting = new CountingStore(job.memory);
  private final TestJob counted = job.through(counting);

  /** Hands the flood to one worker in batches; its function remembers nothing. */
  private Requests flood(IntFunction<UpdateEvent> event) {
    counting.take(0);
    for (int batch = 0; batch < BATCHES; batch++) {
      List<UpdateEvent> events = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        events.add(event.apply(batch * BATCH + i));
      }
      AwaitQuorum awaitQuorum = new AwaitQuorum(counting, job.signal);
      assertThat(new FoldUpdates(counting, awaitQuorum).run(events).again()).isEmpty();
    }
    return counting.take(EVENTS + 2L * BATCHES);
  }

  private static Requests modelled(Flood flood) {
    return flood.requests(EVENTS, BATCH, TestJob.CLIENTS);
  }

  private static UpdateEvent event(String job, int round, String client, long size) {
    return new UpdateEvent(client, ObjectKeys.update(job, round, client), size);
  }

  /** The round's own clients, and that it commits with all of them. */
  private void commits() {
    job.signal.await("token");
    job.awaitQuorum().run(TestJob.request(1), "token");
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.fold(job.upload(1, client));
    }
    assertThat(job.signal.isWaiting("token")).isFalse();
    counting.take(0);
    assertThat(counted.aggregate(1).status()).isEqualTo(Aggregate.Outcome.Status.COMMITTED);
    assertThat(job.counts(1)).containsOnly(1);
  }

  @Test
  void eventsOfAnUnknownJobCostOneReadABatch() {
    job.open(1);
    Requests requests = flood(i -> event("no-such-job", 1 + i % 99_999, "x" + i, 100));

    assertThat(requests).isEqualTo(modelled(Flood.UNKNOWN_JOB));
    commits();
  }

  @Test
  void eventsOfRoundsThatAreNotOpenCostOneReadABatch() {
    job.open(1);
    Requests requests = flood(i -> event(TestJob.ID, 2 + i, "x", 100));

    assertThat(requests).isEqualTo(modelled(Flood.OTHER_ROUNDS));
    commits();
  }

  @Test
  void eventsOfAClosedRoundCostTwoReadsABatch() {
    job.open(1);
    commits();
    job.close(1);
    Requests requests = flood(i -> event(TestJob.ID, 1, "x" + i, 100));

    assertThat(requests).isEqualTo(modelled(Flood.CLOSED_ROUND));
  }

  @Test
  void oneUpdateThatIsAnnouncedOverAndOverIsCountedOnce() {
    job.open(1);
    UpdateEvent again = job.upload(1, 0);
    Requests requests = flood(i -> again);

    // A batch: plan, result, the update, its verdict, decision; and one listing.
    assertThat(requests).isEqualTo(modelled(Flood.REPEATED));
    commits();
  }

  @Test
  void updatesThatAreTooLargeAreRefusedUnreadAndRecordedUpToABound() {
    job.open(1);
    Requests requests = flood(i -> event(TestJob.ID, 1, "x" + i, 1 << 30));

    assertThat(requests).isEqualTo(modelled(Flood.TOO_LARGE));
    commits();
  }

  @Test
  void bogusFilesAreReadOnceRecordedUpToABoundAndHoldNobodyUp() {
    job.open(1);
    byte[] bogus = {1, 2, 3};
    Requests requests =
        flood(
            i -> {
              UpdateEvent event = event(TestJob.ID, 1, "x" + i, bogus.length);
              job.memory.put(event.key(), Content.of(bogus));
              return event;
            });

    assertThat(requests).isEqualTo(modelled(Flood.BOGUS));
    commits();
    // The master lists 100,006 uploads and reads no more of them than the seats can account for.
    Requests master = counting.take(0);
    assertThat(master.gets()).isLessThan(RoundLimits.standard().updates(TestJob.CLIENTS) + 40L);
    assertThat(master.lists()).isLessThan(110);
    RoundResult result = counted.close(1);
    assertThat(result.accepted()).isEqualTo(TestJob.CLIENTS);
    assertThat(result.rejected()).isEqualTo(EVENTS);
    assertThat(result.dropped()).isZero();
    assertThat(counting.take(0).gets())
        .isLessThan(2L * RoundLimits.standard().updates(TestJob.CLIENTS) + 40);
  }

  /** If each batch listed all rejections of the round, it would be up to 41 pages. */
  @ParameterizedTest
  @CsvSource({"5000, 16", "20000, 256"})
  void inALargeRoundNoBatchListsAllRejections(int seats, int blocks) {
    TestJob large = TestJob.created("clients", Integer.toString(seats));
    large.open(1);
    CountingStore store = new CountingStore(large.memory);
    AwaitQuorum awaitQuorum = new AwaitQuorum(store, large.signal);
    for (int batch = 0; batch < BATCHES; batch++) {
      int first = batch * BATCH;
      List<UpdateEvent> events =
          IntStream.range(first, first + BATCH)
              .mapToObj(i -> event(TestJob.ID, 1, "x" + i, 1 << 30))
              .toList();
      assertThat(new FoldUpdates(store, awaitQuorum).run(events).again()).isEmpty();
    }

    Requests counted = store.take(EVENTS + 2L * BATCHES);
    Requests modelled = Flood.TOO_LARGE.requests(EVENTS, BATCH, seats);
    assertThat(RoundLimits.standard().rejectionBlocks(seats)).isEqualTo(blocks);
    assertThat(counted.puts()).isEqualTo(modelled.puts()).isLessThan(2L * seats + 100 + blocks);
    assertThat(counted.gets()).isEqualTo(modelled.gets());
    assertThat(counted.lists()).isBetween(modelled.lists() * 3 / 4, modelled.lists());
    assertThat(large.memory.keys(ObjectKeys.rejections(TestJob.ID, 1)))
        .hasSize((int) counted.puts());
  }

  @Test
  void aFloodWhoseEventsNeverCameDoesNotStarveTheMaster() {
    job.open(1);
    for (int i = 0; i < EVENTS; i++) {
      String key = ObjectKeys.update(TestJob.ID, 1, "a" + i);
      job.memory.put(key, Content.of(new byte[] {1}));
    }
    commits();
    assertThat(counting.take(0).gets())
        .isLessThan(RoundLimits.standard().updates(TestJob.CLIENTS) + 40L);
  }
}
