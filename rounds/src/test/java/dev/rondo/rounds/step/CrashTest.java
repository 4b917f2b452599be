package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.testing.TestJob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever crashes wherever, and is run again: every client counts exactly once. */
class CrashTest {

  private static <T> T untilItWorks(Supplier<T> step) {
    while (true) {
      try {
        return step.get();
      } catch (StoreException e) {
        // Run again, as the state machine and the event source do.
      }
    }
  }

  private static void deliver(TestJob job, List<UpdateEvent> batch) {
    Deque<UpdateEvent> left = new ArrayDeque<>(batch);
    while (!left.isEmpty()) {
      UpdateEvent[] events = left.toArray(UpdateEvent[]::new);
      Set<String> again = untilItWorks(() -> job.fold(events));
      left.removeIf(event -> !again.contains(event.id()));
    }
  }

  private static void assertExact(TestJob job, RoundResult result) {
    assertThat(job.counts(1)).containsOnly(1);
    assertThat(job.manifest(1).contributors()).isEqualTo(TestJob.CLIENTS);
    assertThat(job.latest()).isEqualTo(new dev.rondo.rounds.state.Latest(1, 1));
    assertThat(result.accepted()).isEqualTo(TestJob.CLIENTS);
    assertThat(result.late() + result.rejected() + result.dropped()).isZero();
  }

  private static RoundResult run(TestJob job, List<List<Integer>> batches) {
    untilItWorks(() -> job.open(1));
    untilItWorks(
        () -> {
          job.awaitQuorum().run(TestJob.request(1), "token");
          return true;
        });
    List<UpdateEvent> events = new ArrayList<>();
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      int mine = client;
      events.add(untilItWorks(() -> job.upload(1, mine)));
    }
    batches.forEach(batch -> deliver(job, batch.stream().map(events::get).toList()));
    aggregate(job);
    untilItWorks(() -> job.evaluate(1));
    return untilItWorks(() -> job.close(1));
  }

  /** Whatever the master names is run until it works, then the master again. */
  private static void aggregate(TestJob job) {
    Aggregate.Outcome outcome = untilItWorks(() -> job.aggregate(1));
    while (outcome.status() == Aggregate.Outcome.Status.FAN_OUT) {
      for (int group : outcome.parts()) {
        untilItWorks(
            () -> {
              job.foldPart(1, group, Phase.SUM);
              return true;
            });
      }
      outcome = untilItWorks(() -> job.aggregate(1));
    }
  }

  @ParameterizedTest
  @CsvSource({"BEFORE, 0", "AFTER, 0", "BEFORE, 2", "AFTER, 2"})
  void aCrashAtAnyCallOfTheStoreChangesNothing(FaultyStore.Moment moment, int groups) {
    // Overlapping, doubled and lost events: what is folded where differs, what counts does not.
    List<List<Integer>> batches = List.of(List.of(0, 1), List.of(1, 2), List.of(3), List.of(3, 4));
    byte[] expected = new byte[0];
    int crashes = 0;
    while (true) {
      int at = crashes + 1;
      TestJob job = TestJob.created();
      job.groups = groups;
      FaultyStore faulty = new FaultyStore(job.memory, call -> call == at, moment);
      RoundResult result = run(job.through(faulty), batches);

      assertExact(job, result);
      byte[] model = job.memory.bytes(job.manifest(1).modelKey());
      assertThat(model).isEqualTo(crashes == 0 ? model : expected);
      expected = model;
      if (faulty.faults() == 0) {
        break;
      }
      crashes++;
    }
    assertThat(crashes).isGreaterThan(80);
  }

  @Test
  void manyCrashesAndAnyOrderOfDoubledAndLostEventsChangeNothing() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      FaultyStore.Moment moment =
          random.nextBoolean() ? FaultyStore.Moment.BEFORE : FaultyStore.Moment.AFTER;
      TestJob job = TestJob.created();
      job.groups = random.nextInt(4);
      FaultyStore faulty = new FaultyStore(job.memory, call -> random.nextInt(8) == 0, moment);

      RoundResult result = run(job.through(faulty), batches(random));

      assertThat(faulty.faults()).as("seed %d", seed).isPositive();
      assertExact(job, result);
    }
  }

  private static List<List<Integer>> batches(Random random) {
    List<Integer> deliveries = new ArrayList<>();
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      for (int times = random.nextInt(4); times > 0; times--) {
        deliveries.add(client);
      }
    }
    Collections.shuffle(deliveries, random);
    List<List<Integer>> batches = new ArrayList<>();
    for (int from = 0; from < deliveries.size(); ) {
      int to = Math.min(deliveries.size(), from + 1 + random.nextInt(4));
      batches.add(deliveries.subList(from, to));
      from = to;
    }
    return batches;
  }
}
