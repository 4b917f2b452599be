package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FoldUpdatesTest {

  private final TestJob job = TestJob.created();

  @BeforeEach
  void open() {
    job.open(1);
  }

  private List<String> verdicts() {
    return job.memory.list(ObjectKeys.verdicts(TestJob.ID, 1)).stream()
        .map(ObjectInfo::key)
        .toList();
  }

  private List<String> partials() {
    return job.memory.list(ObjectKeys.partials(TestJob.ID, 1)).stream()
        .map(ObjectInfo::key)
        .toList();
  }

  @Test
  void aBatchOfOneLeavesAVerdictAndNoSum() {
    assertThat(job.fold(job.upload(1, 0))).isEmpty();

    assertThat(verdicts()).containsExactly(ObjectKeys.verdict(TestJob.ID, 1, 0));
    assertThat(partials()).isEmpty();
  }

  @Test
  void aBatchOfSeveralLeavesOneSum() {
    assertThat(job.fold(job.upload(1, 0), job.upload(1, 1), job.upload(1, 2))).isEmpty();

    assertThat(verdicts()).hasSize(3);
    assertThat(partials()).hasSize(1);
    assertThat(ObjectKeys.partialCount(partials().get(0))).isEqualTo(3);
  }

  @Test
  void whatNobodyHasBegunToReadWhenTheTimeIsUpIsDeliveredAgain() {
    // Without clipping, eight updates are read side by side.
    TestJob clipped = TestJob.created("clip_update_norm", "1");
    clipped.open(1);
    List<UpdateEvent> batch =
        IntStream.range(0, 4).mapToObj(client -> clipped.upload(1, client)).toList();
    AwaitQuorum quorum = new AwaitQuorum(clipped.store, token -> true);

    Set<String> again =
        new FoldUpdates(clipped.store, quorum, Resources.oneByOne(), () -> true).run(batch).again();

    assertThat(again).hasSize(3);
    assertThat(clipped.memory.list(ObjectKeys.verdicts(TestJob.ID, 1))).hasSize(1);
    List<UpdateEvent> rest = batch.stream().filter(event -> again.contains(event.id())).toList();
    assertThat(new FoldUpdates(clipped.store, quorum).run(rest).again()).isEmpty();
    assertThat(clipped.memory.list(ObjectKeys.verdicts(TestJob.ID, 1))).hasSize(4);
  }

  @Test
  void anEventThatComesTwiceInABatchCountsOnce() {
    UpdateEvent event = job.upload(1, 0);
    job.fold(event, event, job.upload(1, 1), event);

    assertThat(partials()).hasSize(1);
    assertThat(ObjectKeys.partialCount(partials().get(0))).isEqualTo(2);
  }

  @Test
  void aRepeatedOrReorderedBatchFindsItsOwnWork() {
    UpdateEvent a = job.upload(1, 0);
    UpdateEvent b = job.upload(1, 1);
    job.fold(a, b);
    job.fold(b, a);
    job.fold(a);
    job.fold(a);

    assertThat(partials()).hasSize(1);
    assertThat(verdicts()).hasSize(2);
  }

  @Test
  void overlappingBatchesOfTwoWorkersCountEveryoneOnce() {
    UpdateEvent[] events = new UpdateEvent[TestJob.CLIENTS];
    for (int i = 0; i < events.length; i++) {
      events[i] = job.upload(1, i);
    }
    job.fold(events[0], events[1], events[2]);
    job.fold(events[2], events[3], events[4]);
    job.fold(events[4], events[5]);
    job.aggregate(1);

    assertThat(job.counts(1)).containsOnly(1);
  }

  @Test
  void aStoreThatFailsMakesTheEventsComeAgain() {
    UpdateEvent a = job.upload(1, 0);
    UpdateEvent b = job.upload(1, 1);
    TestJob failing =
        job.through(new FaultyStore(job.memory, call -> call == 4, FaultyStore.Moment.BEFORE));

    assertThat(failing.fold(a, b)).containsExactlyInAnyOrder("event-0", "event-1");
    assertThat(failing.fold(a, b)).isEmpty();
    assertThat(partials()).hasSize(1);
  }

  @Test
  void aStoreThatFailsForOneRoundLeavesTheOthersEventsDone() {
    UpdateEvent mine = job.upload(1, 0);
    UpdateEvent foreign = new UpdateEvent("foreign", ObjectKeys.update("other", 1, "x"), 100);
    TestJob failing =
        job.through(new FaultyStore(job.memory, call -> call == 1, FaultyStore.Moment.BEFORE));

    assertThat(failing.fold(foreign, mine)).containsExactly("foreign");
    assertThat(verdicts()).hasSize(1);
  }

  @Test
  void strayObjectsUnknownRoundsAndMissingUpdatesAreIgnored() {
    assertThat(
            job.fold(
                new UpdateEvent("a", "updates/readme.txt", 10),
                new UpdateEvent("b", "updates/one-hot/00000001/../../x.safetensors", 10),
                new UpdateEvent("c", ObjectKeys.update(TestJob.ID, 2, "x"), 10),
                new UpdateEvent("d", ObjectKeys.update(TestJob.ID, 1, "gone"), 10)))
        .isEmpty();

    assertThat(partials()).isEmpty();
    assertThat(job.memory.list("rejected/")).isEmpty();
  }

  @Test
  void nothingIsFoldedOnceTheRoundHasEnded() {
    job.upload(1, 0);
    job.upload(1, 1);
    job.aggregate(1);
    job.close(1);

    assertThat(job.fold(job.upload(1, 2))).isEmpty();
    assertThat(partials()).isEmpty();
  }
}
