package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.round.SeatTree;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The algebra of partial aggregates, by the {@link Fold} that workers and the master run: whatever
 * the partial aggregates into which workers folded the updates, and in whatever order they are
 * added up, the sum is the same and each client is in it once. The updates are whole numbers, whose
 * sums are exact.
 */
class PartialsPropertyTest {

  private static final SeatTree SEATS = new SeatTree(Collections.nCopies(99, "00ff"));

  private static final int LENGTH = 5;
  private static final ModelLayout LAYOUT = ModelLayout.of(TensorSpec.of("w", LENGTH));
  private static final int UNCOVERED = 0;

  /** An update: its examples, its numbers, and which worker folds it; 0 is none. */
  record Given(int examples, List<Integer> numbers, int worker) {}

  @Provide
  Arbitrary<List<Given>> updates() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 60_000),
            Arbitraries.integers().between(-8_000_000, 8_000_000).list().ofSize(LENGTH),
            Arbitraries.integers().between(0, 3))
        .as(Given::new)
        .list()
        .ofMaxSize(12);
  }

  private static Plan plan() {
    return plan(LAYOUT);
  }

  private static Plan plan(ModelLayout layout) {
    return new Plan(
        "job",
        1,
        0,
        "base",
        "custom",
        "none",
        layout,
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(1),
        99,
        99,
        1,
        AggregationRule.WEIGHTED,
        TrainingSettings.sgd(1, 1, 1),
        TrainerConfig.NONE,
        Encoding.F32,
        0,
        0,
        Admission.open(),
        0,
        0,
        false,
        RoundTask.TRAIN,
        false,
        Optional.empty(),
        Optional.empty(),
        SEATS.root());
  }

  private static UpdateKey key(int client) {
    return new UpdateKey("job", 1, "c%02d".formatted(client));
  }

  private static MemoryStore uploaded(List<Given> updates) {
    MemoryStore store = new MemoryStore();
    for (int client = 0; client < updates.size(); client++) {
      float[] delta = new float[LENGTH];
      for (int i = 0; i < LENGTH; i++) {
        delta[i] = updates.get(client).numbers().get(i);
      }
      ClientUpdate update =
          new ClientUpdate("job", 1, 0, SEATS.nonce(client), updates.get(client).examples(), 0.5);
      store.put(key(client).key(), update.toFile(LAYOUT, delta));
    }
    return store;
  }

  private static List<UpdateKey> of(List<Given> updates, int worker) {
    return IntStream.range(0, updates.size())
        .filter(client -> updates.get(client).worker() == worker)
        .mapToObj(PartialsPropertyTest::key)
        .toList();
  }

  /** A fold in which the examples count that updates report. */
  private static Fold reported(ObjectStore store) {
    return new Fold(store, plan(), 1, Blocks.standard(), CountedExamples.asReported());
  }

  /** A worker's part: folds these updates and writes their partial aggregate. */
  private static void work(MemoryStore store, List<UpdateKey> updates) {
    if (!updates.isEmpty()) {
      new PartialFile(store, plan(), Blocks.standard())
          .write(reported(store).fold(List.of(), updates).sum(), MetricSums.none());
    }
  }

  private static List<String> partials(MemoryStore store) {
    return new ArrayList<>(
        store.list(ObjectKeys.partials("job", 1)).stream().map(ObjectInfo::key).toList());
  }

  private static MemoryStore worked(List<Given> updates) {
    MemoryStore store = uploaded(updates);
    for (int worker = 1; worker <= 3; worker++) {
      work(store, of(updates, worker));
    }
    return store;
  }

  private static void assertSame(PartialAggregate a, PartialAggregate b) {
    assertThat(a.sum()).isEqualTo(b.sum());
    assertThat(a.totalWeight()).isEqualTo(b.totalWeight());
    assertThat(a.contributors().stream().map(Contributor::client).toList())
        .isEqualTo(b.contributors().stream().map(Contributor::client).toList());
  }

  @Property(tries = 200)
  void theOrderOfPartialsAndUpdatesChangesNothing(
      @ForAll("updates") List<Given> updates, @ForAll long seed) {
    MemoryStore store = worked(updates);
    List<UpdateKey> rest = new ArrayList<>(of(updates, UNCOVERED));
    List<String> shuffled = partials(store);
    Collections.shuffle(shuffled, new Random(seed));
    PartialAggregate sorted = reported(store).fold(partials(store), rest).sum();
    Collections.shuffle(rest, new Random(seed));

    assertSame(reported(store).fold(shuffled, rest).sum(), sorted);
  }

  @Property(tries = 200)
  void howTheUpdatesAreSharedAmongWorkersChangesNothing(@ForAll("updates") List<Given> updates) {
    MemoryStore store = worked(updates);
    MemoryStore alone = uploaded(updates);
    List<UpdateKey> all =
        IntStream.range(0, updates.size()).mapToObj(PartialsPropertyTest::key).toList();

    assertSame(
        reported(store).fold(partials(store), of(updates, UNCOVERED)).sum(),
        reported(alone).fold(List.of(), all).sum());
  }

  @Property(tries = 200)
  void theSumIsWhatPlainArithmeticSays(@ForAll("updates") List<Given> updates) {
    long[] expected = new long[LENGTH];
    long weight = 0;
    for (Given update : updates) {
      weight += update.examples();
      for (int i = 0; i < LENGTH; i++) {
        // What a float makes of the number is what was uploaded.
        expected[i] += update.examples() * (long) (float) update.numbers().get(i);
      }
    }
    MemoryStore store = worked(updates);

    PartialAggregate sum = reported(store).fold(partials(store), of(updates, UNCOVERED)).sum();

    for (int i = 0; i < LENGTH; i++) {
      assertThat(sum.sum()[i]).isEqualTo((double) expected[i]);
    }
    assertThat(sum.totalWeight()).isEqualTo((double) weight);
    assertThat(sum.contributors()).hasSize(updates.size());
  }

  @Property(tries = 200)
  void aClientInTwoPartialsOrInAPartialAndAnUpdateIsRefused(
      @ForAll("updates") List<Given> updates, @ForAll int pick) {
    List<UpdateKey> covered =
        IntStream.range(0, updates.size())
            .filter(client -> updates.get(client).worker() != UNCOVERED)
            .mapToObj(PartialsPropertyTest::key)
            .toList();
    if (covered.isEmpty()) {
      return;
    }
    UpdateKey twice = covered.get(Math.floorMod(pick, covered.size()));
    MemoryStore store = worked(updates);
    List<String> before = partials(store);

    assertThatThrownBy(() -> reported(store).fold(before, List.of(twice)))
        .isInstanceOf(OverlapException.class)
        .hasMessageContaining(twice.client());

    MemoryStore again = worked(updates);
    List<UpdateKey> another = new ArrayList<>(of(updates, UNCOVERED));
    another.add(twice);
    work(again, another);
    if (partials(again).size() > before.size()) {
      assertThatThrownBy(() -> reported(again).fold(partials(again), List.of()))
          .isInstanceOf(OverlapException.class)
          .hasMessageContaining(twice.client());
    }
  }

  @Property(tries = 20)
  void aPartialOfAnotherModelIsRefused(@ForAll("updates") List<Given> updates) {
    MemoryStore store = uploaded(updates);
    PartialAggregate longer = new PartialAggregate(LENGTH + 1);
    Plan other = plan(ModelLayout.of(TensorSpec.of("w", LENGTH + 1)));
    new PartialFile(store, other, Blocks.standard()).write(longer, MetricSums.none());

    assertThatThrownBy(() -> reported(store).fold(partials(store), List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not a sum of this model");
  }
}
