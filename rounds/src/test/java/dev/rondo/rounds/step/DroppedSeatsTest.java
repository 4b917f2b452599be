package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Roster;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seats without a valid update are dropped, whatever else is uploaded and rejected. */
class DroppedSeatsTest {

  private static final byte[] TINY = {1};

  /** Of the size of an update; its nonce is none of the round. */
  private static final byte[] FOREIGN = new UpdateFile().with("nonce", "0".repeat(32)).bytes();

  /** A round whose first two seats are accepted. */
  private static TestJob committed(String... settings) {
    TestJob job = TestJob.created(settings);
    new Documents(job.memory).write(ObjectKeys.roster(TestJob.ID), new Roster(List.of("c*", "u*")));
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    job.aggregate(1);
    return job;
  }

  private static void uploads(TestJob job, String name, int count, byte[] bytes) {
    for (int i = 0; i < count; i++) {
      job.memory.put(
          ObjectKeys.update(TestJob.ID, 1, "%s-%06d".formatted(name, i)), Content.of(bytes));
    }
  }

  private static void assertCounts(RoundResult result, int late, int rejected, int dropped) {
    assertThat(List.of(result.accepted(), result.late(), result.rejected(), result.dropped()))
        .containsExactly(2, late, rejected, dropped);
  }

  @Test
  void updatesOfClientsWithoutASeatDoNotHideThem() {
    TestJob job = committed();
    uploads(job, "not-invited", 2, FOREIGN);
    uploads(job, "u-no-seat", 2, FOREIGN);
    uploads(job, "u-no-file", 2, TINY);

    assertCounts(job.close(1), 0, 6, 4);
  }

  @Test
  void aRejectedUpdateOfASeatLeavesItDropped() {
    TestJob job = committed();
    job.upload(1, UpdateFile.CLIENT, new UpdateFile().data(0, 0, Float.NaN, 0, 0, 0).bytes());

    assertCounts(job.close(1), 0, 1, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 10_000})
  void theyAreTheSameHoweverManyBogusUpdatesArrive(int bogus) {
    TestJob job = committed();
    job.upload(1, 2);
    uploads(job, "u-no-seat", bogus, FOREIGN);

    assertCounts(job.close(1), 1, bogus, 3);
  }

  @Test
  void updatesThatStayUnreadAndCannotBeValidDoNotHideThem() {
    TestJob job = committed("clients", "500", "quorum", "2");
    uploads(job, "not-invited", 40, FOREIGN);
    uploads(job, "u-no-file", 1_040, TINY);

    assertCounts(job.close(1), 0, 1_080, 498);
  }

  @Test
  void updatesThatStayUnreadAndCanBeValidAreLate() {
    TestJob job = committed("clients", "500", "quorum", "2");
    uploads(job, "u", 1_040, FOREIGN);

    assertCounts(job.close(1), 40, 1_000, 458);
  }

  @Test
  void noMoreUpdatesAreLateThanThereAreSeats() {
    TestJob job = committed("clients", "500", "quorum", "2");
    LocalResult result = new LocalResult(new float[TestJob.CLIENTS], 1, 0.5);
    for (int client = 2; client < 490; client++) {
      job.upload(1, client, result);
    }
    uploads(job, "u", 600, FOREIGN);

    assertCounts(job.close(1), 498, 590, 0);
  }
}
