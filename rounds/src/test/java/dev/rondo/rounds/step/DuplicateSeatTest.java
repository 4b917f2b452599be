package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.testing.TestJob;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A seat gives one vote, whatever arrives under however many client ids. */
class DuplicateSeatTest {

  private final TestJob job = TestJob.created();

  /** An update of a client with the nonce of a seat that may be another's. */
  private UpdateEvent upload(TestJob world, int seat, String client) {
    float[] delta = new float[TestJob.CLIENTS];
    delta[seat] = 1;
    new ClientRound(world.store, client, () -> world.now)
        .upload(world.plan(1), TestJob.seat(1, seat), new LocalResult(delta, 1, 0.5));
    String key = ObjectKeys.update(TestJob.ID, 1, client);
    return new UpdateEvent("event-" + client, key, world.memory.bytes(key).length);
  }

  private UpdateEvent[] sybils(TestJob world, int seat, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> upload(world, seat, "sybil-%02d".formatted(i)))
        .toArray(UpdateEvent[]::new);
  }

  private static void assertOneVoteForASeat(TestJob world) {
    Decision decision = world.contributors(1);
    Set<Integer> seats = new HashSet<>();
    assertThat(decision.contributors()).extracting(Contributor::seat).allMatch(seats::add);
    assertThat(decision.contributors()).hasSizeLessThanOrEqualTo(world.plan(1).seats());
  }

  @Test
  void aBatchOfIdsOnOneSeatCountsOnce() {
    job.open(1);
    UpdateEvent[] sybils = sybils(job, 0, 30);
    job.fold(sybils);
    for (int client = 1; client < 5; client++) {
      job.fold(job.upload(1, client));
    }
    job.aggregateInParts(1);
    RoundResult result = job.close(1);

    assertOneVoteForASeat(job);
    assertThat(result.accepted()).isEqualTo(5);
    assertThat(result.duplicateSeats()).isEqualTo(29);
    assertThat(result.rejected()).isZero();
    assertThat(result.dropped()).isEqualTo(1);
    assertThat(job.counts(1)).containsExactly(1, 1, 1, 1, 1, 0);
  }

  @Test
  void idsOnOneSeatInBatchesOfTheirOwnAndWithoutEventsCountOnce() {
    job.open(1);
    job.fold(upload(job, 0, "a"), job.upload(1, 1));
    job.fold(upload(job, 0, "b"), job.upload(1, 2));
    job.fold(upload(job, 0, "d"));
    upload(job, 0, "e");
    job.upload(1, 3);
    job.aggregateInParts(1);
    RoundResult result = job.close(1);

    assertOneVoteForASeat(job);
    assertThat(job.counts(1)).containsExactly(1, 1, 1, 1, 0, 0);
    assertThat(result.accepted()).isEqualTo(4);
    assertThat(result.late()).isZero();
    assertThat(result.rejected()).isZero();
    assertThat(result.duplicateSeats()).isEqualTo(3);
    assertThat(result.dropped()).isEqualTo(2);
  }

  @Test
  void idsOnOneSeatCountOnceInGroups() {
    job.groups = 2;
    idsOnOneSeatInBatchesOfTheirOwnAndWithoutEventsCountOnce();
  }

  @Test
  void idsOnOneSeatCountOnceInParts() {
    job.parts = 2;
    idsOnOneSeatInBatchesOfTheirOwnAndWithoutEventsCountOnce();
  }

  @Test
  void multiKrumChoosesAmongSeats() {
    TestJob krum = TestJob.created("aggregation", "krum:1", "minimum", "5", "quorum", "6");
    krum.parts = 2;
    krum.open(1);
    for (UpdateEvent sybil : sybils(krum, 0, 30)) {
      krum.fold(sybil);
    }
    for (int client = 1; client < 6; client++) {
      krum.fold(krum.upload(1, client));
    }
    krum.aggregateInParts(1);

    assertOneVoteForASeat(krum);
    assertThat(
            new Documents(krum.memory)
                .require(ObjectKeys.candidates(TestJob.ID, 1), Decision.class)
                .contributors())
        .hasSize(6);
  }

  @Test
  void theQuorumCountsSeats() {
    job.open(1);
    job.awaitQuorum().run(TestJob.request(1), "token");
    for (UpdateEvent sybil : sybils(job, 0, 10)) {
      job.fold(sybil);
    }
    assertThat(job.signal.sent()).isEmpty();

    job.fold(job.upload(1, 1), job.upload(1, 2), job.upload(1, 3));
    assertThat(job.signal.sent()).contains("token");
  }

  @Test
  void anUpdateCountsIfTheFirstOneOfItsSeatIsNotValid() {
    job.open(1);
    UpdateEvent good = upload(job, UpdateFile.CLIENT, "z");
    byte[] bad = new UpdateFile().data(0, 0, Float.NaN, 0, 0, 0).bytes();
    UpdateEvent first = job.upload(1, UpdateFile.CLIENT, bad);
    job.fold(first, good);
    job.fold(job.upload(1, 0));
    job.aggregateInParts(1);

    assertThat(job.contributors(1).contributors())
        .extracting(Contributor::client)
        .isEqualTo(List.of("c0", "z"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 2", "2, 0"})
  void theUpdateThatHasTheSeatCountsAlthoughItCameAfterTheMasterListedTheUpdates(
      int parts, int groups) {
    job.parts = parts;
    job.groups = groups;
    job.open(1);
    upload(job, 0, "a");
    job.upload(1, 1);
    job.upload(1, 2);
    AtomicBoolean done = new AtomicBoolean();
    ObjectStore racing =
        new ForwardingStore(job.memory) {
          @Override
          public List<ObjectInfo> list(String prefix) {
            List<ObjectInfo> listed = super.list(prefix);
            if (prefix.equals(ObjectKeys.updates(TestJob.ID, 1))
                && done.compareAndSet(false, true)) {
              job.fold(upload(job, 0, "z"));
            }
            return listed;
          }
        };

    job.through(racing).aggregateInParts(1);

    assertThat(job.contributors(1).contributors())
        .extracting(Contributor::client)
        .containsExactly("c1", "c2", "z");
  }
}
