package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.testing.TestJob;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a step opens, it closes, whatever happens: a body of S3 that stays open holds a connection
 * of the function's pool.
 */
class ClosedStreamsTest {

  /** Counts the bodies that are open, and breaks those of chosen keys. */
  private static final class Bodies extends ForwardingStore {

    private final List<String> open = new ArrayList<>();
    private String broken = "nothing";
    private int opened;

    Bodies(ObjectStore store) {
      super(store);
    }

    @Override
    public Optional<StoredObject> get(String key) {
      return super.get(key).map(this::counted);
    }

    @Override
    public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
      return super.getRange(object, from, length).map(this::counted);
    }

    private synchronized StoredObject counted(StoredObject object) {
      String key = object.info().key();
      open.add(key);
      opened++;
      boolean breaks = key.endsWith(broken);
      return new StoredObject(
          object.info(),
          new FilterInputStream(object.body()) {
            private boolean closed;

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
              if (breaks) {
                throw new IOException("The connection was reset");
              }
              return super.read(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
              synchronized (Bodies.this) {
                if (!closed) {
                  closed = true;
                  open.remove(key);
                }
              }
              super.close();
            }
          });
    }
  }

  private static String key(int client) {
    return ObjectKeys.update(TestJob.ID, 1, TestJob.client(client));
  }

  private static UpdateEvent[] uploaded(TestJob job) {
    job.open(1);
    UpdateEvent[] events = new UpdateEvent[5];
    for (int client = 0; client < 4; client++) {
      events[client] = job.upload(1, client);
    }
    float[] poisoned = new float[TestJob.CLIENTS];
    poisoned[1] = Float.NaN;
    events[4] = job.upload(1, 4, new LocalResult(poisoned, 1, 0.5));
    return events;
  }

  /** Good updates, one with a NaN and one that cannot be read. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0.5, 0", "0, 2"})
  void aWorkerClosesWhatItHasRead(String clip, int parts) {
    TestJob job = TestJob.created("clip_update_norm", clip);
    job.parts = parts;
    UpdateEvent[] events = uploaded(job);
    Bodies bodies = new Bodies(job.memory);
    TestJob counted = job.through(bodies);

    assertThat(counted.fold(events)).isEmpty();
    assertThat(bodies.opened).isGreaterThan(5);
    assertThat(bodies.open).isEmpty();

    bodies.broken = key(5);
    UpdateEvent last = job.upload(1, 5);
    assertThat(counted.fold(last)).containsExactly(last.id());
    assertThat(bodies.open).isEmpty();
  }

  /** The header of the second update cannot be read while the first one is open. */
  @Test
  void aFailureAmongSeveralUpdatesClosesTheOthers() {
    TestJob job = TestJob.created();
    UpdateEvent[] events = uploaded(job);
    Bodies bodies = new Bodies(job.memory);
    bodies.broken = key(1);

    assertThat(job.through(bodies).fold(events)).hasSize(5);
    assertThat(bodies.open).isEmpty();
  }

  @Test
  void aWorkerWhoseTimeIsUpClosesWhatItHasRead() {
    TestJob job = TestJob.created();
    UpdateEvent[] events = uploaded(job);
    Bodies bodies = new Bodies(job.memory);
    TestJob counted = job.through(bodies);
    Resources two =
        new Resources(Reads.oneByOne(), 1, new Blocks(2, 2, 2, 1), RoundLimits.standard());

    assertThat(
            new FoldUpdates(bodies, counted.awaitQuorum(), two, () -> true)
                .run(List.of(events))
                .again())
        .isNotEmpty();
    assertThat(bodies.open).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"server_momentum, 0.5, 0", "server_optimizer, fedyogi, 0", "server_momentum, 0.5, 2"})
  void aMasterClosesWhatItHasRead(String setting, String value, int parts) {
    TestJob job = TestJob.created(setting, value);
    Bodies bodies = new Bodies(job.memory);
    TestJob counted = job.through(bodies);
    for (int round = 1; round <= 2; round++) {
      job.parts = parts;
      counted.parts = parts;
      job.open(round);
      for (int client = 0; client < TestJob.CLIENTS; client++) {
        job.upload(round, client);
      }
      job.fold(job.event(round, 0), job.event(round, 1), job.event(round, 2));
      counted.aggregateInParts(round);
      counted.close(round);

      assertThat(bodies.open).as("after round %s", round).isEmpty();
    }
    assertThat(job.manifest(2).optimizerKey()).isPresent();
  }

  @Test
  void aStateOfAnotherOptimizerIsClosedWhenItIsRefused() {
    TestJob job = TestJob.created("server_momentum", "0.5");
    job.open(1);
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.upload(1, client);
    }
    job.aggregateInParts(1);
    job.close(1);
    job.open(2);
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.upload(2, client);
    }
    Bodies bodies = new Bodies(job.memory);
    TestJob other =
        job.through(bodies).optimizedBy(TestJob.config("server_optimizer", "fedadam").optimizer());

    assertThatThrownBy(() -> other.aggregateInParts(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not the state of this optimizer");
    assertThat(bodies.open).isEmpty();
  }
}
