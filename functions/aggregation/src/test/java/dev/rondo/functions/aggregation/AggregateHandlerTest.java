package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rondo.functions.support.Metric;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.rounds.testing.TestJob;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AggregateHandlerTest {

  private static void run(Functions functions, int round) {
    functions.job.open(round);
    for (int client = 0; client < 4; client++) {
      functions.job.upload(round, client);
    }
  }

  @Test
  void theAnswerIsWhatTheStateMachineBranchesOn() {
    Functions functions = new Functions();
    run(functions, 1);

    assertThat(functions.aggregate(1).toString())
        .isEqualTo("{\"status\":\"committed\",\"evaluate\":true}");
    assertThat(functions.job.counts(1)).containsExactly(1, 1, 1, 1, 0, 0);
  }

  @Test
  void tooFewUpdatesAbandonTheRound() {
    Functions functions = new Functions();
    functions.job.open(1);
    functions.job.upload(1, 0);

    assertThat(functions.aggregate(1).path("status").asText()).isEqualTo("abandoned");
  }

  @Test
  void theServerOptimizerIsTheOneThatTheJobWasCreatedWith() {
    Functions functions = new Functions("server_learning_rate", "0.5", "server_momentum", "0.5");
    for (int round = 1; round <= 2; round++) {
      run(functions, round);
      functions.aggregate(round);
      functions.job.close(round);
    }

    // v1 = 1/4 and v2 = 1/8 + 1/4; each moves the model by half of it.
    assertThat(functions.job.model(1)[0]).isEqualTo(0.125f);
    assertThat(functions.job.model(2)[0]).isEqualTo(0.125f + 0.1875f);
  }

  @Test
  void theWaitIsMeasuredUntilTheFirstRunAndTheRunByItself() {
    Functions functions = new Functions();
    run(functions, 1);
    functions.pass(Duration.ofMillis(90_500));
    Functions slow =
        functions.through(
            new SlowStore(functions.memory, () -> functions.pass(Duration.ofSeconds(2))));
    slow.aggregate(1);

    assertThat(slow.lines.values(Metric.QUORUM_WAIT)).containsExactly(90.5);
    assertThat(slow.lines.values(Metric.AGGREGATION_DURATION)).containsExactly(2.0);
  }

  @Test
  void bytesOfUpdatesAndPartialAggregatesAreCounted() {
    Functions functions = new Functions();
    run(functions, 1);
    functions.fold("two-uploads.json");
    functions.lines.clear();
    functions.aggregate(1);
    double updates =
        IntStream.of(2, 3).mapToLong(client -> functions.job.event(1, client).size()).sum();
    double partial =
        functions.memory.list(ObjectKeys.partials(TestJob.ID, 1)).stream()
            .mapToLong(ObjectInfo::size)
            .sum();

    // The partial aggregate's head is read once more, to see whom it contains.
    assertThat(functions.lines.values(Metric.BYTES_FOLDED).get(0))
        .isGreaterThanOrEqualTo(updates + partial)
        .isLessThan(updates + 2 * partial);
  }

  @Test
  void aSecondRunDoesNotCountTheWaitAgain() {
    Functions functions = new Functions();
    run(functions, 1);
    functions.aggregate(1);
    functions.aggregate(1);

    assertThat(functions.lines.values(Metric.QUORUM_WAIT)).hasSize(1);
    assertThat(functions.lines.values(Metric.AGGREGATION_DURATION)).hasSize(2);
  }

  @Test
  void aStoreThatFailsAtAnyCallIsTroubleToBeTriedAgain() {
    Functions functions = new Functions();
    run(functions, 1);
    for (int failing = 1; ; failing++) {
      int call = failing;
      FaultyStore faulty =
          new FaultyStore(functions.memory, n -> n == call, FaultyStore.Moment.BEFORE);
      Functions through = functions.through(faulty);
      Throwable thrown = catchThrowable(() -> through.aggregate(1));
      if (faulty.faults() == 0) {
        break;
      }
      assertThat(thrown).isExactlyInstanceOf(StoreException.class);
      assertThat(through.lines.logs().get(0).path("error").asText())
          .isEqualTo("dev.rondo.protocol.store.StoreException");
    }

    assertThat(functions.job.counts(1)).containsExactly(1, 1, 1, 1, 0, 0);
  }

  @Test
  void aRoundThatNobodyOpenedIsADefectAndIsNotTriedAgain() {
    Functions functions = new Functions();

    assertThatThrownBy(() -> functions.aggregate(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("plan.json");
  }
}
