package dev.rondo.protocol.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.data.DataShardLeases.Taken;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.testing.Threads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataShardLeasesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final MemoryStore store = new MemoryStore();
  private Instant now = START;

  @Test
  void aDataShardIsLeasedToOneClientAtATime() {
    LeasedDataShard held = take("a", 1);

    assertThat(held.dataShard().name()).isEqualTo("shard-00000");
    assertThat(lease(held)).isEqualTo(new Lease("a", START.plus(LEASE)));
    assertThat(leases("b").take(index(1), Optional.empty()))
        .isEqualTo(new Taken.NoneFree(Optional.of(START.plus(LEASE).plus(MARGIN))));
  }

  @Test
  void asManyClientsAsDataShardsGetOneEach() {
    Set<String> names = new HashSet<>();
    for (int client = 0; client < 20; client++) {
      names.add(take("client-" + client, 20).dataShard().name());
    }

    assertThat(names).hasSize(20);
  }

  @Test
  void clientsThatStartTogetherDoNotAllAskForTheSameDataShard() {
    Set<String> firstChoices = new HashSet<>();
    for (int client = 0; client < 20; client++) {
      MemoryStore fresh = new MemoryStore();
      firstChoices.add(take(leases(fresh, "client-" + client), 20).dataShard().name());
    }

    assertThat(firstChoices).hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 5})
  void clientsThatRaceNeverGetTheSameDataShard(int dataShards) {
    for (int round = 0; round < 20; round++) {
      MemoryStore fresh = new MemoryStore();
      List<Taken> taken =
          Threads.together(
              8, i -> () -> leases(fresh, "client-" + i).take(index(dataShards), Optional.empty()));

      List<String> held = new ArrayList<>();
      for (Taken one : taken) {
        if (one instanceof Taken.Held it) {
          held.add(it.dataShard().dataShard().name());
        }
      }
      assertThat(held).doesNotHaveDuplicates().hasSize(dataShards);
    }
  }

  @Test
  void ofTwoClientsThatRaceForAnExpiredLeaseOneGetsIt() {
    for (int round = 0; round < 20; round++) {
      MemoryStore fresh = new MemoryStore();
      now = START;
      LeasedDataShard dead = take(leases(fresh, "dead"), 1);
      now = dead.until().plus(MARGIN);
      List<Taken> taken =
          Threads.together(
              8, i -> () -> leases(fresh, "client-" + i).take(index(1), Optional.empty()));

      assertThat(taken.stream().filter(Taken.Held.class::isInstance)).hasSize(1);
    }
  }

  @Test
  void anExpiredLeaseIsTakenOverOnlyAfterTheClockMargin() {
    LeasedDataShard dead = take("dead", 1);

    now = dead.until().plus(MARGIN).minusNanos(1);
    assertThat(leases("b").take(index(1), Optional.empty())).isInstanceOf(Taken.NoneFree.class);
    now = dead.until().plus(MARGIN);
    assertThat(take("b", 1).dataShard()).isEqualTo(dead.dataShard());
  }

  @Test
  void aLeaseThatIsRenewedDoesNotRunOut() {
    LeasedDataShard held = take("a", 1);
    for (int i = 0; i < 10; i++) {
      now = now.plus(Duration.ofMinutes(9));
      held = leases("a").renew(held).orElseThrow();
      assertThat(leases("b").take(index(1), Optional.empty())).isInstanceOf(Taken.NoneFree.class);
    }
    assertThat(held.until()).isEqualTo(now.plus(LEASE));
  }

  @Test
  void renewingALeaseThatAnotherClientTookFails() {
    LeasedDataShard old = take("a", 1);
    now = old.until().plus(MARGIN);
    assertThat(leases("a").hasRunOut(old)).isTrue();
    LeasedDataShard taken = take("b", 1);

    assertThat(leases("a").renew(old)).isEmpty();
    assertThat(lease(taken)).isEqualTo(new Lease("b", now.plus(LEASE)));
  }

  @Test
  void aClientRenewsAnExpiredLeaseThatNobodyHasTaken() {
    LeasedDataShard old = take("a", 1);
    now = old.until().plus(MARGIN).plus(LEASE);

    assertThat(leases("a").renew(old)).isPresent();
    assertThat(leases("a").hasRunOut(old)).isTrue();
  }

  @Test
  void aDataShardThatIsGivenBackIsFreeAtOnce() {
    leases("a").release(take("a", 1));

    assertThat(take("b", 1).dataShard().name()).isEqualTo("shard-00000");
  }

  @Test
  void givingBackWhatIsAnothersByNowDoesNothing() {
    LeasedDataShard old = take("a", 1);
    now = old.until().plus(MARGIN);
    LeasedDataShard taken = take("b", 1);

    leases("a").release(old);

    assertThat(lease(taken).client()).isEqualTo("b");
    assertThat(lease(taken).until()).isEqualTo(taken.until());
  }

  @Test
  void aClientThatWasKilledFindsItsDataShardAgain() {
    LeasedDataShard before = take("a", 20);
    take("b", 20);
    now = now.plusSeconds(5);

    assertThat(take("a", 20).dataShard()).isEqualTo(before.dataShard());
  }

  @Test
  void thePreferredDataShardComesFirst() {
    for (String name : List.of("shard-00000", "shard-00007", "shard-00019")) {
      MemoryStore fresh = new MemoryStore();
      Taken taken = leases(fresh, "a").take(index(20), Optional.of(name));
      assertThat(((Taken.Held) taken).dataShard().dataShard().name()).isEqualTo(name);
    }
    assertThat(leases("a").take(index(3), Optional.of("shard-gone")))
        .isInstanceOf(Taken.Held.class);
  }

  @Test
  void dataShardsWithoutExamplesAreLeftAlone() {
    List<DataIndex.DataShard> dataShards =
        List.of(new DataIndex.DataShard("empty", 0), new DataIndex.DataShard("full", 1));
    DataIndex index = new DataIndex("mnist", List.of(2), 2, dataShards);

    Taken taken = leases("a").take(index, Optional.of("empty"));

    assertThat(((Taken.Held) taken).dataShard().dataShard().name()).isEqualTo("full");
    assertThat(leases("b").take(new DataIndex("none", List.of(2), 2, List.of()), Optional.empty()))
        .isEqualTo(new Taken.NoneFree(Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "null",
        "{\"client\":\"b\"}",
        "{\"client\":\"../b\",\"until\":\"2026-01-01T00:05:00Z\"}",
        "{\"client\":\"b\",\"until\":\"9999-01-01T00:00:00Z\"}",
        "{\"client\":\"b\",\"until\":\"+1000000000-12-31T23:59:59.999999999Z\"}"
      })
  void aLeaseThatMakesNoSenseLocksNothing(String document) {
    store.put(
        ObjectKeys.lease("mnist", "shard-00000"),
        Content.of(document.getBytes(StandardCharsets.UTF_8)));

    assertThat(take("a", 1).dataShard().name()).isEqualTo("shard-00000");
  }

  @ParameterizedTest
  @EnumSource(FaultyStore.Moment.class)
  void aFaultAtAnyCallLeavesNothingThatTheSameClientCannotGoOnFrom(FaultyStore.Moment moment) {
    for (int fault = 1; fault <= 4; fault++) {
      int failing = fault;
      MemoryStore fresh = new MemoryStore();
      FaultyStore faulty = new FaultyStore(fresh, call -> call == failing, moment);
      DataShardLeases leases = leases(faulty, "a");
      LeasedDataShard held = again(() -> take(leases, 3));
      LeasedDataShard renewed = again(() -> leases.renew(held)).orElseThrow();
      again(
          () -> {
            leases.release(renewed);
            return "";
          });

      assertThat(fresh.list("leases/")).hasSize(1);
      assertThat(take(leases(fresh, "b"), 1)).isNotNull();
    }
  }

  /** The SDK repeats a put whose answer got lost, and the second answer is 412. */
  @Test
  void aWriteThatWasCarriedOutTwiceIsStillOurs() {
    DataShardLeases leases = leases(new Repeating(store), "a");

    LeasedDataShard held = take(leases, 1);
    now = now.plusSeconds(60);
    LeasedDataShard renewed = leases.renew(held).orElseThrow();

    assertThat(lease(renewed)).isEqualTo(new Lease("a", now.plus(LEASE)));
    leases.release(renewed);
    assertThat(lease(renewed).until()).isEqualTo(Lease.RELEASED);
  }

  @Test
  void leasesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new DataShardLeases(store, () -> now, "a", Duration.ZERO, MARGIN))
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> new DataShardLeases(store, () -> now, "a", Duration.ofDays(2), MARGIN))
        .hasMessageContaining("PT48H");
    assertThatThrownBy(() -> new DataShardLeases(store, () -> now, "a", LEASE, MARGIN.negated()))
        .hasMessageContaining("PT-1M");
  }

  private static final class Repeating extends ForwardingStore {

    Repeating(MemoryStore store) {
      super(store);
    }

    @Override
    public PutOutcome putIfAbsent(String key, Content content) {
      super.putIfAbsent(key, content);
      return super.putIfAbsent(key, content);
    }

    @Override
    public PutOutcome putIfMatch(String key, String etag, Content content) {
      super.putIfMatch(key, etag, content);
      return super.putIfMatch(key, etag, content);
    }
  }

  private static <T> T again(Supplier<T> call) {
    try {
      return call.get();
    } catch (StoreException e) {
      return call.get();
    }
  }

  private static DataIndex index(int dataShards) {
    return new DataIndex(
        "mnist",
        List.of(1, 28, 28),
        10,
        IntStream.range(0, dataShards)
            .mapToObj(i -> new DataIndex.DataShard("shard-%05d".formatted(i), 100))
            .toList());
  }

  private DataShardLeases leases(String client) {
    return leases(store, client);
  }

  private DataShardLeases leases(ObjectStore other, String client) {
    return new DataShardLeases(other, () -> now, client, LEASE, MARGIN);
  }

  private LeasedDataShard take(String client, int dataShards) {
    return take(leases(client), dataShards);
  }

  private static LeasedDataShard take(DataShardLeases leases, int dataShards) {
    return ((Taken.Held) leases.take(index(dataShards), Optional.empty())).dataShard();
  }

  private Lease lease(LeasedDataShard held) {
    return new Documents(store)
        .require(ObjectKeys.lease(held.dataset(), held.dataShard().name()), Lease.class);
  }
}
