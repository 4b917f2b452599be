package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.learning.data.Dataset;
import dev.rondo.local.LocalTaskQueue;
import dev.rondo.local.VirtualTime;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.testing.TestJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the virtual clients of a round read. */
class VirtualFleetTest {

  private static final int SEATS = 30;

  private final TestJob job =
      TestJob.created("clients", "30", "fraction", "1", "quorum", "1", "minimum", "1");
  private final VirtualTime time = new VirtualTime(TestJob.START);
  private final LocalTaskQueue queue = new LocalTaskQueue(time, Duration.ofMinutes(2));
  private final List<String> read = new ArrayList<>();

  private final class Recording extends ForwardingStore {

    Recording(ObjectStore store) {
      super(store);
    }

    @Override
    public Optional<StoredObject> get(String key) {
      read.add(key);
      return super.get(key);
    }
  }

  @Test
  void theClientsOfARoundReadItsPlanAndItsModelOnceWhateverTheSeats() {
    Dataset data = Toy.data(10).train();
    try (TrainingPool pool = new TrainingPool(2)) {
      VirtualFleet fleet =
          new VirtualFleet(
              time,
              new Recording(job.store),
              queue,
              pool,
              new BuiltInLearner(
                  (base, examples, settings, seed) ->
                      new LocalResult(new float[base.length], examples.size(), 1),
                  (parameters, test) -> Toy.evaluate(parameters),
                  IntStream.range(0, SEATS).mapToObj(client -> data).toList(),
                  data),
              SecureUploads.NONE,
              TestJob.config("clients", "30", "fraction", "1"));
      List<Integer> arrived = new ArrayList<>();
      fleet.notify(
          new VirtualFleet.Listener() {
            @Override
            public void arrived(int round, int updates, int quorum) {
              arrived.add(updates);
            }
          });
      job.open(1);
      queue.publish(
          IntStream.range(0, SEATS).mapToObj(seat -> TestJob.seat(1, seat, SEATS)).toList());

      assertThat(time.runUntil(() -> arrived.size() == SEATS)).isTrue();
    }
    assertThat(read)
        .containsExactlyInAnyOrder(ObjectKeys.plan(TestJob.ID, 1), job.plan(1).baseModel());
  }
}
