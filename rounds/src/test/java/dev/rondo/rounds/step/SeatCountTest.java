package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.cost.CountingStore;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.testing.TestJob;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * The last verdict of a quorum finds the quorum, and large rounds are counted with few requests.
 */
class SeatCountTest {

  private static Plan plan(int seats, int quorum) {
    String clients = Integer.toString(seats);
    TestJob job =
        TestJob.created(
            "clients",
            clients,
            "fraction",
            "1",
            "quorum",
            Integer.toString(quorum),
            "minimum",
            "1");
    job.open(1);
    return job.plan(1);
  }

  private static void write(MemoryStore store, int seat) {
    store.putIfAbsent(ObjectKeys.verdict(TestJob.ID, 1, seat), Content.of(new byte[0]));
  }

  private static List<Integer> shuffled(int seats, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, seats).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order;
  }

  /** In any order, any batches and blocks of any size, the answer is that of a full count. */
  @Property(tries = 60)
  void theWriterThatCompletesTheQuorumFindsIt(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int seats,
      @ForAll @IntRange(max = 2) int digits,
      @ForAll @IntRange(min = 1, max = 5) int batch) {
    Random random = new Random(seed);
    int quorum = 1 + random.nextInt(seats);
    Plan plan = plan(seats, quorum);
    MemoryStore store = new MemoryStore();
    List<Integer> order = shuffled(seats, seed);
    for (int from = 0; from < seats; from += batch) {
      List<Integer> mine = order.subList(from, Math.min(seats, from + batch));
      mine.forEach(seat -> write(store, seat));
      boolean reached = new SeatCount(store, plan, digits).isQuorumWith(mine);

      assertThat(reached).isEqualTo(from + mine.size() >= quorum);
    }
  }

  @Test
  void anotherObjectUnderThePrefixIsNoVerdict() {
    Plan plan = plan(2, 2);
    MemoryStore store = new MemoryStore();
    write(store, 0);
    store.putIfAbsent(ObjectKeys.seatCount(TestJob.ID, 1), Content.of(new byte[0]));

    assertThat(new SeatCount(store, plan, 3).isQuorum()).isFalse();
    write(store, 1);
    assertThat(new SeatCount(store, plan, 3).isQuorum()).isTrue();
  }

  /** 6,000 updates that come one by one; docs/scale.md has the figures for 100,000. */
  @Test
  void aLargeRoundIsCountedWithAboutTwoListingsAnUpdate() {
    int seats = 6_000;
    Plan plan = plan(seats, seats);
    MemoryStore memory = new MemoryStore();
    CountingStore store = new CountingStore(memory);
    for (int seat : shuffled(seats, 7)) {
      write(memory, seat);
      new SeatCount(store, plan, SeatCount.DIGITS).isQuorumWith(List.of(seat));
    }
    Requests requests = store.take(0);

    assertThat(requests.lists()).isLessThan(2L * seats);
    assertThat(requests.gets()).isLessThan(2L * seats);
    assertThat(requests.puts()).isLessThan(seats / 20L);
  }
}
