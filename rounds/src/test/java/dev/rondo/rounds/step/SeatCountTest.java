package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.testing.FaultyStore.Moment;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.cost.CountingStore;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.testing.TestJob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
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

  /** 6,000 updates that come one by one. */
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

  /**
   * Writers interleave at each request, some die at a request, and the events of these are handled
   * again in the end. One of all calls finds the quorum.
   */
  @Property(tries = 300)
  void noWakeUpIsLostWhenWritersInterleaveAndDie(
      @ForAll long seed, @ForAll @IntRange(min = 11, max = 60) int seats) {
    Random random = new Random(seed);
    int quorum = seats - random.nextInt(Math.max(1, seats / 4));
    Plan plan = plan(seats, quorum);
    MemoryStore memory = new MemoryStore();
    Deque<Integer> waiting = new ArrayDeque<>(shuffled(seats, seed).subList(0, quorum));
    List<Integer> dead = new ArrayList<>();
    Writers writers = new Writers(plan, memory, random, waiting, dead);
    boolean reached = false;
    while (!waiting.isEmpty()) {
      reached |= writers.next(0);
    }
    for (int seat : dead) {
      reached |= new SeatCount(memory, plan, 1).isQuorumWith(List.of(seat));
    }

    assertThat(reached || writers.reached).isTrue();
  }

  /** The other workers compared with the old count, and the writer of the new one has died. */
  @Test
  void aCountWhoseWriterDiedBeforeItCountedAgainIsNotReliedOn() {
    Plan plan = plan(20, 17);
    MemoryStore memory = new MemoryStore();
    for (int seat = 0; seat < 8; seat++) {
      write(memory, seat);
      assertThat(new SeatCount(memory, plan, 1).isQuorumWith(List.of(seat))).isFalse();
    }
    write(memory, 8);
    ObjectStore dying =
        new ForwardingStore(memory) {
          private boolean written;

          @Override
          public PutOutcome putIfAbsent(String key, Content content) {
            for (int seat = 10; seat < 18; seat++) {
              write(memory, seat);
              assertThat(new SeatCount(memory, plan, 1).isQuorumWith(List.of(seat))).isFalse();
            }
            written = true;
            return super.putIfAbsent(key, content);
          }

          @Override
          public List<ObjectInfo> list(String prefix) {
            if (written) {
              throw new StoreException("killed");
            }
            return super.list(prefix);
          }
        };
    assertThatThrownBy(() -> new SeatCount(dying, plan, 1).isQuorumWith(List.of(8)))
        .isInstanceOf(StoreException.class);

    assertThat(new SeatCount(memory, plan, 1).isQuorumWith(List.of(8))).isTrue();
  }

  /** Writers of verdicts that run within each other's requests. */
  private static final class Writers {

    private final Plan plan;
    private final MemoryStore memory;
    private final Random random;
    private final Deque<Integer> waiting;
    private final List<Integer> dead;
    private boolean reached;

    Writers(
        Plan plan, MemoryStore memory, Random random, Deque<Integer> waiting, List<Integer> dead) {
      this.plan = plan;
      this.memory = memory;
      this.random = random;
      this.waiting = waiting;
      this.dead = dead;
    }

    boolean next(int depth) {
      int seat = waiting.pop();
      write(memory, seat);
      int diesAt = random.nextInt(4) == 0 ? 1 + random.nextInt(6) : 0;
      ObjectStore store =
          new FaultyStore(memory, call -> meanwhile(call, diesAt, depth), Moment.BEFORE);
      try {
        boolean found = new SeatCount(store, plan, 1).isQuorumWith(List.of(seat));
        reached |= found;
        return found;
      } catch (StoreException e) {
        dead.add(seat);
        return false;
      }
    }

    /** Lets others run, and says whether this writer dies now. */
    private boolean meanwhile(int call, int diesAt, int depth) {
      while (depth < 4 && !waiting.isEmpty() && random.nextInt(3) == 0) {
        next(depth + 1);
      }
      return call == diesAt;
    }
  }
}
