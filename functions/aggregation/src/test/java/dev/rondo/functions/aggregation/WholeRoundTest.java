package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.testing.Emitted;
import dev.rondo.protocol.round.Seat;
import dev.rondo.rounds.testing.TestJob;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A round through the functions, in the order in which the state machine and S3 call them. */
class WholeRoundTest {

  private final Functions functions = new Functions();

  private void run() {
    functions.openRound(Functions.file("open-round.json"));
    functions.signal.await(Functions.TOKEN);
    functions.awaitQuorum();
    List<Seat> seats = functions.queue.published();
    for (int client = 0; client < 4; client++) {
      functions.upload(1, seats.get(client), TestJob.client(client), client, 0.5);
    }
    functions.uploadRubbish(1, "c4");
    functions.pass(Duration.ofSeconds(30));
    functions.fold("two-uploads.json");
    assertThat(functions.signal.isWaiting(Functions.TOKEN)).isTrue();
    functions.fold("several-in-one-message.json");
    assertThat(functions.signal.isWaiting(Functions.TOKEN)).isFalse();
    functions.aggregate(1);
    functions.job.evaluate(1);
    functions.upload(1, seats.get(5), TestJob.client(5), 5, 0.5);
    functions.pass(Duration.ofSeconds(5));
  }

  @Test
  void theRoundCommitsAndEachClientCountsOnce() {
    run();
    JsonNode result = functions.close(1);

    assertThat(functions.job.counts(1)).containsExactly(1, 1, 1, 1, 0, 0);
    assertThat(result.toString())
        .contains(
            "\"status\":\"committed\",\"version\":1",
            "\"accepted\":4,\"late\":1,\"rejected\":1,\"dropped\":1");
  }

  @Test
  void eachMetricIsEmittedAndSoIsNothingElse() {
    run();
    functions.close(1);

    assertThat(functions.lines.metrics().stream().map(Emitted::name).collect(Collectors.toSet()))
        .isEqualTo(
            Arrays.stream(Metric.values())
                .filter(metric -> metric != Metric.SEATS_EXCEEDED) // No round should emit it.
                .filter(metric -> metric != Metric.CLIENT_EVALUATION) // No client measures here.
                .map(Metric::cloudWatchName)
                .collect(Collectors.toSet()));
  }

  @Test
  void theMetricsTellWhatHappened() {
    run();
    functions.close(1);

    assertThat(values(Metric.ROUND_DURATION)).containsExactly(35.0);
    assertThat(values(Metric.QUORUM_WAIT)).containsExactly(30.0);
    assertThat(values(Metric.UPDATES_ACCEPTED)).containsExactly(4.0);
    assertThat(values(Metric.UPDATES_REJECTED)).containsExactly(1.0);
    assertThat(values(Metric.UPDATES_LATE)).containsExactly(1.0);
    assertThat(values(Metric.UPDATES_DROPPED)).containsExactly(1.0);
    assertThat(values(Metric.CONTRIBUTOR_COUNT)).containsExactly(4.0);
    assertThat(values(Metric.TRAIN_LOSS)).containsExactly(0.5);
    assertThat(values(Metric.TEST_LOSS)).containsExactly(0.25);
    assertThat(values(Metric.TEST_ACCURACY)).containsExactly(0.75);
    assertThat(values(Metric.ROUNDS_COMMITTED)).containsExactly(1.0);
    assertThat(values(Metric.BYTES_FOLDED)).hasSize(3).allMatch(bytes -> bytes > 0);
    assertThat(
            functions.lines.values(Metric.CLIENT_LOSS, List.of("Client=c3", "Job=" + TestJob.ID)))
        .containsExactly(0.5);
  }

  private List<Double> values(Metric metric) {
    return functions.lines.values(metric);
  }
}
