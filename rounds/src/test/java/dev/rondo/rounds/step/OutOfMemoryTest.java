package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that runs out of memory. */
class OutOfMemoryTest {

  /** More than are read side by side, so that several threads have work. */
  private static final int UPDATES = 12;

  /** A store in which one update takes more memory than there is, if it is read with others. */
  private static final class TooLarge extends FaultyStore {

    private final String key;
    private final boolean always;
    private int reads;

    TooLarge(TestJob job, int client, boolean always) {
      super(job.memory, call -> false, Moment.BEFORE);
      this.key = ObjectKeys.update(TestJob.ID, 1, TestJob.client(client));
      this.always = always;
    }

    @Override
    public Optional<StoredObject> get(String name) {
      if (name.equals(key) && (reads++ == 0 || always)) {
        throw new OutOfMemoryError("Java heap space");
      }
      return super.get(name);
    }
  }

  private static FoldUpdates.Outcome foldAll(TestJob job, int threads) {
    List<UpdateEvent> batch =
        IntStream.range(0, UPDATES).mapToObj(client -> job.event(1, client)).toList();
    return new FoldUpdates(
            job.store, job.awaitQuorum(), Resources.of(job.reads, threads), () -> false)
        .run(batch);
  }

  private static TestJob allUploaded() {
    String clients = Integer.toString(UPDATES);
    TestJob job = TestJob.created("clients", clients, "quorum", clients, "fraction", "1");
    job.open(1);
    for (int client = 0; client < UPDATES; client++) {
      job.upload(1, client, new LocalResult(new float[TestJob.CLIENTS], 1, 0.5));
    }
    return job;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anUpdateThatTakesTooMuchMemoryFailsItsOwnEventAndNotItsBatch(int threads) {
    TestJob job = allUploaded();
    FoldUpdates.Outcome outcome = foldAll(job.through(new TooLarge(job, 2, true)), threads);

    assertThat(outcome.again()).containsExactly("event-2");
    assertThat(outcome.causes())
        .singleElement()
        .satisfies(
            cause ->
                assertThat(cause)
                    .hasMessageContaining("Ran out of memory while folding updates/one-hot/")
                    .hasMessageContaining("c2.safetensors: Java heap space")
                    .hasCauseInstanceOf(OutOfMemoryError.class));
    job.aggregate(1);
    assertThat(job.contributors(1).contributors())
        .as("the master reads it from the store")
        .hasSize(UPDATES);
  }

  @Test
  void aBatchThatTakesTooMuchMemoryTogetherIsFoldedOneByOne() {
    TestJob job = allUploaded();
    FoldUpdates.Outcome outcome = foldAll(job.through(new TooLarge(job, 2, false)), 1);

    assertThat(outcome.again()).isEmpty();
    assertThat(outcome.causes()).isEmpty();
    assertThat(job.memory.list(ObjectKeys.verdicts(TestJob.ID, 1))).hasSize(UPDATES);
    assertThat(job.memory.list(ObjectKeys.partials(TestJob.ID, 1))).isEmpty();
  }

  @Test
  void anUpdateAloneThatTakesTooMuchMemoryIsDeliveredAgain() {
    TestJob job = allUploaded();
    TestJob poor = job.through(new TooLarge(job, 2, true));

    assertThat(poor.fold(job.event(1, 2))).containsExactly("event-2");
    assertThat(job.memory.list(ObjectKeys.rejections(TestJob.ID, 1))).isEmpty();
  }
}
