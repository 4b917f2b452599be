package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.step.Aggregate.Outcome.Status;
import dev.rondo.rounds.testing.TestJob;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever crashes wherever in a round in parts, and is run again: the version is the same. */
class PartsCrashTest {

  private static <T> T untilItWorks(Supplier<T> step) {
    while (true) {
      try {
        return step.get();
      } catch (StoreException e) {
        // Run again, as the state machine does.
      }
    }
  }

  private static TestJob uploaded(String rule) {
    TestJob job =
        TestJob.created(
            "aggregation", rule, "server_momentum", "0.5", "quorum", "5", "minimum", "5");
    job.parts = 3;
    job.open(1);
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.fold(job.upload(1, client));
    }
    return job;
  }

  /** Runs the aggregation of a round through a store that fails; returns how often it did. */
  private static int run(TestJob job, IntPredicate failing, FaultyStore.Moment moment) {
    FaultyStore faulty = new FaultyStore(job.memory, failing, moment);
    TestJob troubled = job.through(faulty);
    while (true) {
      Aggregate.Outcome outcome = untilItWorks(() -> troubled.aggregate(1));
      if (outcome.status() == Status.COMMITTED) {
        return faulty.faults();
      }
      for (int part : outcome.parts()) {
        untilItWorks(
            () -> {
              troubled.foldPart(1, part, outcome.phase().orElseThrow());
              return part;
            });
      }
    }
  }

  private static void assertSame(TestJob job, TestJob expected) {
    assertThat(job.manifest(1).modelKey()).isEqualTo(expected.manifest(1).modelKey());
    assertThat(job.memory.bytes(job.manifest(1).modelKey()))
        .isEqualTo(expected.memory.bytes(expected.manifest(1).modelKey()));
    assertThat(job.manifest(1).optimizerSha256()).isEqualTo(expected.manifest(1).optimizerSha256());
    assertThat(job.latest()).isEqualTo(new Latest(1, 1));
  }

  @ParameterizedTest
  @EnumSource
  void aCrashAtAnyCallOfTheStoreChangesNothing(FaultyStore.Moment moment) {
    for (String rule : new String[] {"unweighted", "krum:1"}) {
      TestJob before = uploaded(rule);
      TestJob expected = before.copy();
      expected.aggregateInParts(1);
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
      assertThat(crashes).as(rule).isGreaterThan(60);
    }
  }

  @Test
  void manyCrashesChangeNothing() {
    TestJob before = uploaded("unweighted");
    TestJob expected = before.copy();
    expected.aggregateInParts(1);
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      FaultyStore.Moment moment =
          random.nextBoolean() ? FaultyStore.Moment.BEFORE : FaultyStore.Moment.AFTER;
      TestJob job = before.copy();
      int faults = run(job, call -> random.nextInt(12) == 0, moment);

      assertThat(faults).as("seed %d", seed).isPositive();
      assertSame(job, expected);
      assertThat(job.counts(1)).containsOnly(1);
    }
  }
}
