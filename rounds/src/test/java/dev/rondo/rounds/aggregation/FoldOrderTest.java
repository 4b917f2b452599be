package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.UpdateStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two groups of updates in two threads: the second one never overtakes the first. */
class FoldOrderTest {

  private static final int TENSORS = 8;
  private static final int TENSOR = 4;
  private static final int SIZE = TENSORS * TENSOR;
  private static final int STEP = 2 * TENSOR;
  private static final int GROUP = Accumulator.SIDE_BY_SIDE;

  /** Each is a block of its own. */
  private static final List<TensorSpec> SPECS =
      IntStream.range(0, TENSORS).mapToObj(n -> TensorSpec.of("t" + n, TENSOR)).toList();

  /** What each update of the second group has everywhere; the first group's have 1. */
  private static final float SECOND = 100;

  private final TestJob job =
      TestJob.created(
          new ModelLayout(SPECS),
          "clients",
          Integer.toString(2 * GROUP),
          "quorum",
          Integer.toString(2 * GROUP));
  private final List<UpdateKey> updates = new ArrayList<>();
  private final Accumulator sum = new Accumulator(SIZE);

  private void upload(int client, boolean reversed) {
    List<TensorSpec> order = new ArrayList<>(SPECS);
    if (reversed) {
      Collections.reverse(order);
    }
    float[] delta = new float[SIZE];
    Arrays.fill(delta, client < GROUP ? 1 : SECOND);
    String nonce = TestJob.seat(1, client, 2 * GROUP).nonce();
    UpdateKey key = new UpdateKey(TestJob.ID, 1, TestJob.client(client));
    job.memory.put(
        key.key(),
        new ClientUpdate(TestJob.ID, 1, 0, nonce, 1, 0.5).toFile(new ModelLayout(order), delta));
    updates.add(key);
  }

  private List<Checked> fold(ObjectStore store) {
    Plan plan = job.plan(1);
    return new FoldPass(
            store,
            plan,
            sum,
            CountedExamples.asReported(),
            UnaryOperator.identity(),
            () -> false,
            new Blocks(GROUP, UpdateStream.BLOCK, 1, STEP))
        .run(updates, 2);
  }

  /**
   * Stops the first group where it is to read a tensor, and lets the second one run. Where that
   * would wait, it ends, because its thread is interrupted; then the first group goes on.
   */
  private final class Stopping extends ForwardingStore {

    private final int tensor;
    private final CountDownLatch firstHasStopped = new CountDownLatch(1);
    private final CountDownLatch secondHasEnded = new CountDownLatch(1);

    /** The sum when the second group had ended, before the first group went on. */
    private double[] meanwhile = new double[0];

    Stopping(int tensor) {
      super(job.memory);
      this.tensor = tensor;
    }

    @Override
    public Optional<StoredObject> get(String key) {
      if (key.equals(updates.get(0).key())) {
        return super.get(key).map(this::stopping);
      }
      if (key.equals(updates.get(GROUP).key())) {
        await(firstHasStopped);
        Thread.currentThread().interrupt();
        return super.get(key).map(this::ending);
      }
      return super.get(key);
    }

    private StoredObject stopping(StoredObject object) {
      long stop = object.info().size() - (long) Float.BYTES * (SIZE - tensor * TENSOR);
      InputStream body =
          new FilterInputStream(object.body()) {
            private long position;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
              if (position == stop) {
                firstHasStopped.countDown();
                await(secondHasEnded);
                meanwhile = sum.sum().clone();
              }
              int count = super.read(target, offset, length);
              position += Math.max(0, count);
              return count;
            }
          };
      return new StoredObject(object.info(), body);
    }

    private StoredObject ending(StoredObject object) {
      InputStream body =
          new FilterInputStream(object.body()) {
            @Override
            public void close() throws IOException {
              super.close();
              secondHasEnded.countDown();
            }
          };
      return new StoredObject(object.info(), body);
    }

    private void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new StoreException("The other group has failed", e);
      }
    }
  }

  /** How many numbers have both groups' updates, where the second group runs meanwhile. */
  private long followed(int tensor) {
    Stopping store = new Stopping(tensor);
    assertThatThrownBy(() -> fold(store))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Interrupted");

    for (int i = 0; i < SIZE; i++) {
      assertThat(store.meanwhile[i])
          .as("number %d while the first group has added %d tensors", i, tensor)
          .isIn(i < tensor * TENSOR ? new Object[] {8.0, 808.0} : new Object[] {0.0});
    }
    return Arrays.stream(store.meanwhile).filter(number -> number == 808).count();
  }

  private void uploadAll(boolean secondReversed, boolean oneReversed) {
    job.open(1);
    for (int client = 0; client < 2 * GROUP; client++) {
      boolean last = client == 2 * GROUP - 1;
      upload(client, client >= GROUP && (secondReversed || (oneReversed && last)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void aGroupFollowsTheOneBeforeAndDoesNotOvertakeIt(int tensor) {
    uploadAll(false, false);

    // It waits for a step more than it has read, and steps are announced when they are complete.
    assertThat(followed(tensor)).isEqualTo(tensor < 4 ? 0 : tensor < 6 ? 12 : 24);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 7})
  void aGroupOfAnotherOrderWaitsForTheEndOfTheOneBefore(int tensor) {
    uploadAll(true, false);

    assertThat(followed(tensor)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 7})
  void aGroupOfSeveralOrdersWaitsForTheEndOfTheOneBefore(int tensor) {
    uploadAll(false, true);

    assertThat(followed(tensor)).isZero();
  }

  @Test
  void groupsThatNobodyStopsAddEverything() {
    uploadAll(false, false);

    assertThat(fold(job.memory)).hasSize(2 * GROUP);
    assertThat(sum.sum()).containsOnly(808);
  }
}
