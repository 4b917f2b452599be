package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.testing.Emitted;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.MetricSums;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CloseRoundHandlerTest {

  /** Four updates that count, one that does not, one seat that brings nothing. */
  private static Functions decided(String... settings) {
    Functions functions = new Functions(settings);
    functions.job.open(1);
    for (int client = 0; client < 4; client++) {
      functions.upload(
          1, TestJob.seat(1, client), TestJob.client(client), client, 0.25 * (client + 1));
    }
    functions.uploadRubbish(1, "c4");
    functions.job.aggregate(1);
    functions.job.evaluate(1);
    functions.pass(Duration.ofMillis(12_250));
    return functions;
  }

  @Test
  void theAnswerIsTheRoundsResult() {
    JsonNode result = decided().close(1);

    assertThat(result.path("status").asText()).isEqualTo("committed");
    assertThat(result.path("accepted").asInt()).isEqualTo(4);
    assertThat(result.path("rejected").asInt()).isEqualTo(1);
    assertThat(result.path("test_accuracy").asDouble()).isEqualTo(0.75);
    assertThat(result.has("reason")).isFalse();
  }

  @Test
  void aClosedRoundEmitsItsMetricsOnce() {
    Functions functions = decided();
    functions.close(1);
    functions.close(1);

    assertThat(functions.lines.values(Metric.ROUND_DURATION)).containsExactly(12.25);
    assertThat(functions.lines.values(Metric.ROUNDS_COMMITTED)).containsExactly(1.0);
    assertThat(functions.lines.values(Metric.ROUNDS_ABANDONED)).containsExactly(0.0);
  }

  @Test
  void moreAcceptedUpdatesThanSeatsAreAMetricThatNoOtherRoundEmits() {
    Functions good = decided();
    good.close(1);
    Functions bad = decided();
    List<Contributor> many = new ArrayList<>(bad.job.contributors(1).contributors());
    for (int i = 0; many.size() < TestJob.CLIENTS + 2; i++) {
      many.add(new Contributor("x" + i, 0, "tag", 1, 1, 0.5, 1, Optional.empty()));
    }
    new Documents(bad.memory)
        .write(ObjectKeys.decision(TestJob.ID, 1), Decision.of(many, MetricSums.none()));
    bad.close(1);

    assertThat(good.lines.values(Metric.SEATS_EXCEEDED)).isEmpty();
    assertThat(bad.lines.values(Metric.SEATS_EXCEEDED)).containsExactly(2.0);
  }

  @Test
  void refusalsAreCountedByReasonToo() {
    Functions functions = decided();
    functions.close(1);

    assertThat(functions.lines.values(Metric.UPDATES_REJECTED)).containsExactly(1.0);
    assertThat(
            functions.lines.values(
                Metric.UPDATES_REJECTED, List.of("Job=one-hot", "Reason=malformed")))
        .containsExactly(1.0);
  }

  @Test
  void aContributorsLossIsAMetricInASmallJob() {
    Functions functions = decided();
    functions.close(1);

    assertThat(
            functions.lines.metrics().stream().filter(m -> m.name().equals("ClientLoss")).toList())
        .containsExactly(
            new Emitted("ClientLoss", "None", List.of("Client=c0", "Job=one-hot"), List.of(0.25)),
            new Emitted("ClientLoss", "None", List.of("Client=c1", "Job=one-hot"), List.of(0.5)),
            new Emitted("ClientLoss", "None", List.of("Client=c2", "Job=one-hot"), List.of(0.75)),
            new Emitted("ClientLoss", "None", List.of("Client=c3", "Job=one-hot"), List.of(1.0)));
    assertThat(functions.lines.logs()).noneMatch(line -> line.has("loss"));
  }

  @Test
  void inALargeJobItIsALineOfTheLogBecauseAMetricCostsMoney() {
    Functions functions = decided("clients", "21", "fraction", "0.3");
    functions.close(1);

    assertThat(functions.lines.metrics()).noneMatch(m -> m.name().equals("ClientLoss"));
    assertThat(
            functions.lines.logs().stream()
                .filter(line -> line.path("event").asText().equals("client_loss"))
                .map(
                    line ->
                        line.path("job").asText()
                            + line.path("round")
                            + line.path("client").asText()
                            + line.path("loss")))
        .containsExactly("one-hot1c00.25", "one-hot1c10.5", "one-hot1c20.75", "one-hot1c31.0");
  }

  @Test
  void whatClientsMeasureAreAtMostTenMetrics() {
    Functions functions = new Functions("client_evaluation", "true");
    functions.job.open(1);
    Map<String, Double> measured = new TreeMap<>(Map.of("loss", 0.5, "accuracy", 0.75));
    IntStream.range(0, 20).forEach(n -> measured.put("a" + (char) ('a' + n), 1.0 * n));
    for (int client = 0; client < 4; client++) {
      functions.job.upload(
          1,
          client,
          new LocalResult(
              new float[6], 1, OptionalDouble.empty(), Optional.of(new Measurement(10, measured))));
    }
    functions.job.aggregate(1);
    functions.close(1);

    List<Emitted> emitted =
        functions.lines.metrics().stream()
            .filter(m -> m.name().equals("ClientEvaluation"))
            .toList();
    assertThat(emitted).hasSize(RoundMetrics.MAX_MEASURED);
    assertThat(emitted)
        .startsWith(
            new Emitted(
                "ClientEvaluation", "None", List.of("Job=one-hot", "Measured=loss"), List.of(0.5)),
            new Emitted(
                "ClientEvaluation",
                "None",
                List.of("Job=one-hot", "Measured=accuracy"),
                List.of(0.75)));
  }

  @Test
  void anAbandonedRoundHasNoLossesAndNoContributors() {
    Functions functions = new Functions();
    functions.job.open(1);
    functions.job.upload(1, 0);
    functions.job.aggregate(1);
    JsonNode result = functions.close(1);

    assertThat(result.path("status").asText()).isEqualTo("abandoned");
    assertThat(result.path("reason").asText()).contains("the minimum is 2");
    assertThat(functions.lines.values(Metric.ROUNDS_ABANDONED)).containsExactly(1.0);
    assertThat(functions.lines.values(Metric.ROUNDS_COMMITTED)).containsExactly(0.0);
    assertThat(functions.lines.values(Metric.UPDATES_ACCEPTED)).containsExactly(0.0);
    assertThat(functions.lines.values(Metric.UPDATES_LATE)).containsExactly(1.0);
    assertThat(functions.lines.values(Metric.CONTRIBUTOR_COUNT)).isEmpty();
    assertThat(functions.lines.values(Metric.TRAIN_LOSS)).isEmpty();
  }

  @Test
  void aFailedEvaluationIsPartOfTheResultAndTheRoundCloses() {
    Functions functions = decided();
    functions.memory.remove(ObjectKeys.evaluation(TestJob.ID, 1));
    JsonNode result = functions.close(Functions.file("close-round-after-failed-evaluation.json"));

    assertThat(result.path("evaluation_error").asText()).contains("Task timed out");
    assertThat(functions.lines.values(Metric.TEST_ACCURACY)).isEmpty();
    assertThat(functions.lines.values(Metric.ROUNDS_COMMITTED)).containsExactly(1.0);
  }

  @Test
  void aRoundClosesEvenWhenItsMetricsCannotBeRead() {
    Functions functions = decided();
    functions.memory.put(
        ObjectKeys.job(TestJob.ID), Content.of("{".getBytes(StandardCharsets.UTF_8)));
    JsonNode result = functions.close(1);

    assertThat(result.path("status").asText()).isEqualTo("committed");
    assertThat(functions.lines.messages())
        .contains("Cannot compute some metrics of the closed round");
    assertThat(functions.lines.values(Metric.ROUNDS_COMMITTED)).containsExactly(1.0);
  }
}
