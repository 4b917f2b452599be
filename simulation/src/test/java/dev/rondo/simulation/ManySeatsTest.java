package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.RoundResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds with more seats than a worker folds one by one. */
class ManySeatsTest {

  private static final int SEATS = 250;

  @TempDir Path out = Path.of("");

  private Simulation.Builder simulation(String folder) {
    return Toy.simulation(out.resolve(folder))
        .data(Toy.data(2 * SEATS))
        .set("clients", SEATS)
        .set("fraction", 1)
        .set("rounds", 1);
  }

  /** A round that ends before its slow clients have uploaded, and then waits for none of them. */
  private Simulation.Builder withLateUpdates(String folder) {
    return simulation(folder)
        .set("fraction", 0.8)
        .set("over_selection", 1.25)
        .set("stragglers", "0.1:2");
  }

  private static Simulation.Builder keeping(long bytes, Simulation.Builder simulation) {
    simulation.keptUpdateBytes = bytes;
    return simulation;
  }

  private List<ObjectInfo> objects(String folder, String prefix) {
    return new DirectoryStore(out.resolve(folder).resolve("toy/store")).list(prefix);
  }

  private static RoundResult only(SimulationResult result) {
    return result.rounds().stream().map(RoundRecord::result).findFirst().orElseThrow();
  }

  @Test
  void aRoundLeavesAboutAHundredPartialAggregatesAndNotOneForEachSeat() {
    assertThat(only(simulation("a").build().run()).accepted()).isEqualTo(SEATS);

    List<Integer> updates =
        objects("a", ObjectKeys.partials("toy", 1)).stream()
            .map(object -> ObjectKeys.partialCount(object.key()))
            .toList();
    assertThat(updates).hasSizeLessThan(110);
    assertThat(updates.stream().mapToInt(Integer::intValue).sum()).isEqualTo(SEATS);
  }

  @Test
  void foldedUpdatesLoseTheirBytesButTheRoundAndItsModelAreTheSame() {
    SimulationResult all = withLateUpdates("all").build().run();
    SimulationResult few = keeping(5_000, withLateUpdates("few")).build().run();

    assertThat(few.parameters()).containsExactly(all.parameters());
    assertThat(only(few)).isEqualTo(only(all));
    assertThat(only(few).late()).isPositive();
    List<ObjectInfo> updates = objects("few", ObjectKeys.updates("toy", 1));
    assertThat(updates).hasSameSizeAs(objects("all", ObjectKeys.updates("toy", 1)));
    assertThat(updates.stream().filter(update -> update.size() > 0))
        .hasSizeBetween(1, SEATS / 2)
        .allSatisfy(update -> assertThat(update.size()).isGreaterThan(4L * Toy.PARAMETERS));
  }

  @Test
  void theLateUpdatesOfAnAbandonedRoundAreCountedWithoutTheirBytes() {
    SimulationResult result =
        keeping(0, simulation("a").set("minimum", SEATS).set("drop_out", 0.2))
            .set("deadline_seconds", 60)
            .build()
            .run();

    assertThat(only(result).status()).isEqualTo(RoundResult.Status.ABANDONED);
    assertThat(only(result).late()).isPositive();
    assertThat(only(result).late() + only(result).dropped()).isEqualTo(SEATS);
  }

  @Test
  void anErrorOfMemoryInATrainingThreadEndsTheRun() {
    Simulation simulation =
        simulation("a")
            .trainer(
                (base, data, settings, seed) -> {
                  throw new OutOfMemoryError("Java heap space");
                })
            .build();

    assertThatThrownBy(simulation::run).isInstanceOf(OutOfMemoryError.class);
  }
}
