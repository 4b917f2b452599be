package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.step.Aggregate.Outcome.Status;
import dev.rondo.rounds.testing.PrivateRounds;
import dev.rondo.rounds.testing.TestJob;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever crashes wherever in a private round, and is run again: no sum is ever stored with two
 * noises, and the ledger is the same.
 */
class PrivateCrashTest {

  private static final ModelLayout LAYOUT =
      ModelLayout.of(TensorSpec.of("w", 30, 50), TensorSpec.of("b", 7));

  private static <T> T untilItWorks(Supplier<T> step) {
    while (true) {
      try {
        return step.get();
      } catch (StoreException e) {
        // Run again, as the state machine and the event source do.
      }
    }
  }

  /** One round has ended, so the second one has a state to continue from. */
  private static TestJob begun(String mechanism, int groups, int parts) {
    TestJob job = PrivateRounds.created(LAYOUT, mechanism, "server_momentum", "0.5");
    job.groups = groups;
    job.parts = parts;
    PrivateRounds.play(job, 1);
    return job;
  }

  /** Runs the second round through a store that fails; returns how often it did. */
  private static int run(TestJob job, IntPredicate failing, FaultyStore.Moment moment) {
    FaultyStore faulty = new FaultyStore(job.memory, failing, moment);
    TestJob troubled = job.through(faulty);
    untilItWorks(() -> troubled.open(2));
    for (UpdateEvent event : PrivateRounds.upload(job, 2, 0, 1, 2, 3, 4, 5)) {
      while (!untilItWorks(() -> troubled.fold(event)).isEmpty()) {
        // Delivered again, as by the queue.
      }
    }
    Aggregate.Outcome outcome = untilItWorks(() -> troubled.aggregate(2));
    while (outcome.status() == Status.FAN_OUT) {
      for (int part : outcome.parts()) {
        Aggregate.Outcome work = outcome;
        untilItWorks(
            () -> {
              troubled.foldPart(2, part, work.phase().orElseThrow());
              return part;
            });
      }
      outcome = untilItWorks(() -> troubled.aggregate(2));
    }
    untilItWorks(() -> troubled.close(2));
    return faulty.faults();
  }

  /** All files of versions: models, states and manifests, those that were not committed too. */
  private static Map<String, String> versions(MemoryStore store) {
    Map<String, String> files = new HashMap<>();
    for (String key : store.keys("")) {
      if (key.contains("/models/")) {
        files.put(key, new Digest().add(store.bytes(key)).hex());
      }
    }
    return files;
  }

  @ParameterizedTest
  @CsvSource({
    "gaussian, 0, 0",
    "gaussian, 2, 0",
    "gaussian, 0, 3",
    "blt, 0, 0",
    "blt, 2, 0",
    "blt, 0, 3"
  })
  void aCrashAtAnyCallOfTheStoreReleasesTheSameBytes(String mechanism, int groups, int parts) {
    TestJob before = begun(mechanism, groups, parts);
    TestJob expected = before.copy();
    run(expected, call -> false, FaultyStore.Moment.BEFORE);
    for (FaultyStore.Moment moment : FaultyStore.Moment.values()) {
      int crashes = 0;
      while (true) {
        int at = crashes + 1;
        TestJob job = before.copy();
        int faults = run(job, call -> call == at, moment);

        assertSame(job, expected);
        if (faults == 0) {
          break;
        }
        crashes++;
      }
      assertThat(crashes).isGreaterThan(60);
    }
  }

  @ParameterizedTest
  @CsvSource({"gaussian, 0, 0", "blt, 3, 0", "blt, 0, 2"})
  void manyCrashesReleaseTheSameBytes(String mechanism, int groups, int parts) {
    TestJob before = begun(mechanism, groups, parts);
    TestJob expected = before.copy();
    run(expected, call -> false, FaultyStore.Moment.BEFORE);
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      FaultyStore.Moment moment =
          random.nextBoolean() ? FaultyStore.Moment.BEFORE : FaultyStore.Moment.AFTER;
      TestJob job = before.copy();
      int faults = run(job, call -> random.nextInt(12) == 0, moment);

      assertThat(faults).as("seed %d", seed).isPositive();
      assertSame(job, expected);
    }
  }

  private static void assertSame(TestJob job, TestJob expected) {
    assertThat(versions(job.memory)).isEqualTo(versions(expected.memory)).hasSizeGreaterThan(3);
    assertThat(job.manifest(2).release()).isEqualTo(expected.manifest(2).release()).isPresent();
    String participations = ObjectKeys.participations(TestJob.ID, 2);
    assertThat(job.memory.bytes(participations)).isEqualTo(expected.memory.bytes(participations));
  }
}
