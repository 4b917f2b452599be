package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The algebra of partial aggregates, on updates of whole numbers, whose sums are exact. */
class PartialAggregatePropertyTest {

  private static final int LENGTH = 5;

  /** An update: what it weighs, its numbers, and which of three sums it goes to. */
  record Given(int weight, List<Integer> numbers, int part) {}

  @Provide
  Arbitrary<List<Given>> updates() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 60_000),
            Arbitraries.integers().between(-8_000_000, 8_000_000).list().ofSize(LENGTH),
            Arbitraries.integers().between(0, 2))
        .as(Given::new)
        .list()
        .ofMaxSize(12);
  }

  private static void add(PartialAggregate sum, int client, Given update) {
    float[] block = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      block[i] = update.numbers().get(i);
    }
    sum.adding(update.weight()).accept(0, block, LENGTH);
    sum.count(
        new Contributor("c" + client, "e" + client, update.weight(), 1, 0.5, 1, Optional.empty()));
  }

  private static PartialAggregate part(List<Given> updates, int part) {
    PartialAggregate sum = new PartialAggregate(LENGTH);
    for (int client = 0; client < updates.size(); client++) {
      if (updates.get(client).part() == part) {
        add(sum, client, updates.get(client));
      }
    }
    return sum;
  }

  private static PartialAggregate merged(PartialAggregate into, PartialAggregate... others) {
    for (PartialAggregate other : others) {
      into.merge(other);
    }
    return into;
  }

  private static void assertSame(PartialAggregate a, PartialAggregate b) {
    assertThat(a.sum()).isEqualTo(b.sum());
    assertThat(List.copyOf(a.contributors())).isEqualTo(List.copyOf(b.contributors()));
    assertThat(a.totalWeight()).isEqualTo(b.totalWeight());
  }

  @Property(tries = 300)
  void mergingIsCommutative(@ForAll("updates") List<Given> updates) {
    assertSame(
        merged(part(updates, 0), part(updates, 1)), merged(part(updates, 1), part(updates, 0)));
  }

  @Property(tries = 300)
  void mergingIsAssociative(@ForAll("updates") List<Given> updates) {
    assertSame(
        merged(merged(part(updates, 0), part(updates, 1)), part(updates, 2)),
        merged(part(updates, 0), merged(part(updates, 1), part(updates, 2))));
  }

  @Property(tries = 300)
  void anEmptySumChangesNothing(@ForAll("updates") List<Given> updates) {
    assertSame(
        merged(part(updates, 0), new PartialAggregate(LENGTH)),
        merged(new PartialAggregate(LENGTH), part(updates, 0)));
  }

  @Property(tries = 300)
  void theSumIsWhatPlainArithmeticSays(@ForAll("updates") List<Given> updates) {
    long[] expected = new long[LENGTH];
    long weight = 0;
    for (Given update : updates) {
      weight += update.weight();
      for (int i = 0; i < LENGTH; i++) {
        // What a float makes of the number is what was uploaded.
        expected[i] += update.weight() * (long) (float) update.numbers().get(i);
      }
    }
    PartialAggregate sum = merged(part(updates, 0), part(updates, 1), part(updates, 2));

    for (int i = 0; i < LENGTH; i++) {
      assertThat(sum.sum()[i]).isEqualTo((double) expected[i]);
    }
    assertThat(sum.totalWeight()).isEqualTo((double) weight);
    assertThat(sum.contributors()).hasSize(updates.size());
  }

  @Property(tries = 300)
  void anOverlapIsRefusedAndChangesNothing(
      @ForAll("updates") List<Given> updates, @ForAll int pick) {
    if (updates.isEmpty()) {
      return;
    }
    int twice = Math.floorMod(pick, updates.size());
    PartialAggregate sum = merged(part(updates, 0), part(updates, 1), part(updates, 2));
    double[] before = sum.sum().clone();
    List<Contributor> contributors = new ArrayList<>(sum.contributors());
    PartialAggregate other = new PartialAggregate(LENGTH);
    add(other, 1000, updates.get(twice));
    add(other, twice, updates.get(twice));

    assertThatThrownBy(() -> sum.merge(other))
        .isInstanceOf(OverlapException.class)
        .hasMessageContaining("c" + twice);
    assertThat(sum.sum()).isEqualTo(before);
    assertThat(List.copyOf(sum.contributors())).isEqualTo(contributors);
  }

  @Property(tries = 20)
  void sumsOfDifferentModelsAreRefused(@ForAll("updates") List<Given> updates) {
    PartialAggregate sum = part(updates, 0);

    assertThatThrownBy(() -> sum.merge(new PartialAggregate(LENGTH + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
