package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.testing.TestJob;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics that clients measure count once for each contributor of the frozen decision. */
class ClientEvaluationTest {

  private static TestJob created(String... more) {
    String[] settings = new String[more.length + 4];
    System.arraycopy(more, 0, settings, 0, more.length);
    System.arraycopy(
        new String[] {"evaluate_every", "0", "quorum", "6"}, 0, settings, more.length, 4);
    return TestJob.created(settings);
  }

  /** Client k measures 2^k examples, of which all are right if k is even. */
  private static Optional<Measurement> measured(int client) {
    return Optional.of(new Measurement(1L << client, Map.of("accuracy", 1.0 - client % 2)));
  }

  private static UpdateEvent upload(TestJob job, int round, int client) {
    boolean trains = job.plan(round).trains();
    float[] delta = new float[trains ? TestJob.CLIENTS : 0];
    if (trains) {
      delta[client] = 1;
    }
    return job.upload(
        round, client, new LocalResult(delta, 1, OptionalDouble.of(0.5), measured(client)));
  }

  private static Evaluation evaluation(TestJob job, int version) {
    return new Documents(job.memory)
        .require(ObjectKeys.evaluation(TestJob.ID, version), Evaluation.class);
  }

  @ParameterizedTest
  @CsvSource({
    "unweighted, 0, 0",
    "weighted, 0, 0",
    "weighted, 0, 2",
    "weighted, 2, 0",
    "median, 2, 0"
  })
  void theSumsOfADecisionHaveEachContributorOnce(String rule, int parts, int groups) {
    TestJob job = created("aggregation", rule, "minimum", "3");
    job.parts = parts;
    job.groups = groups;
    job.open(1);
    UpdateEvent[] events = {upload(job, 1, 0), upload(job, 1, 1), upload(job, 1, 2)};
    job.fold(events[0], events[1]);
    job.fold(events[0], events[1]); // Delivered twice.
    job.fold(events[0], events[2]); // Overlaps.
    job.fold(upload(job, 1, 3));
    upload(job, 1, 4); // Its event is lost.

    job.aggregateInParts(1);
    RoundResult result = job.close(1);

    Decision decision = job.contributors(1);
    assertThat(decision.contributors()).hasSize(5);
    assertThat(decision.measured().clients()).isEqualTo(5);
    assertThat(decision.measured().examples()).isEqualTo(31);
    ClientEvaluation byClients = result.clientEvaluation().orElseThrow();
    assertThat(byClients.version()).isZero();
    assertThat(byClients.evaluation().accuracy()).hasValue(21.0 / 31);
    assertThat(evaluation(job, 0)).isEqualTo(byClients.evaluation());
  }

  @Test
  void candidatesThatMultiKrumLeavesOutMeasureNothing() {
    TestJob job = created("aggregation", "krum:1", "minimum", "5");
    job.parts = 1;
    job.open(1);
    for (int client = 0; client < 6; client++) {
      float[] delta = new float[TestJob.CLIENTS];
      delta[0] = client == 5 ? 1000 : client;
      job.upload(1, client, new LocalResult(delta, 1, OptionalDouble.empty(), measured(client)));
    }

    job.aggregateInParts(1);

    Decision decision = job.contributors(1);
    long expected = decision.contributors().stream().mapToLong(c -> 1L << c.seat()).sum();
    assertThat(decision.contributors()).hasSizeLessThan(6);
    assertThat(decision.measured().clients()).isEqualTo(decision.contributors().size());
    assertThat(decision.measured().examples()).isEqualTo(expected);
  }

  @Test
  void aMasterThatComesLaterFindsTheSumsOfTheDecision() {
    TestJob job = created();
    job.open(1);
    job.fold(upload(job, 1, 0), upload(job, 1, 1));
    TestJob killed = job.copy();
    job.aggregate(1);
    Decision frozen = job.contributors(1);
    upload(job, 1, 2);
    job.aggregate(1);

    assertThat(job.contributors(1)).isEqualTo(frozen);
    assertThat(job.close(1).clientEvaluation().orElseThrow().clients()).isEqualTo(2);
    killed.fold(upload(killed, 1, 2));
    killed.aggregate(1);
    assertThat(killed.contributors(1).measured().examples()).isEqualTo(7);
  }

  @Test
  void aBoundOnWeightsChangesNoMetric() {
    TestJob job = created("aggregation", "weighted");
    job.open(1);
    for (int client = 0; client < 4; client++) {
      float[] delta = new float[TestJob.CLIENTS];
      delta[client] = 1;
      long examples = client == 3 ? 1_000_000 : 10;
      job.fold(
          job.upload(
              1,
              client,
              new LocalResult(delta, examples, OptionalDouble.empty(), measured(client))));
    }
    job.aggregate(1);

    assertThat(job.contributors(1).maxExamples()).isPresent();
    assertThat(job.contributors(1).measured().examples()).isEqualTo(15);
  }

  @Test
  void noClientMeasuresMoreExamplesThanThePlanAllows() {
    TestJob job = created("max_examples", "3");
    job.open(1);
    job.fold(upload(job, 1, 0), upload(job, 1, 5));
    job.aggregate(1);

    assertThat(job.contributors(1).measured().examples()).isEqualTo(1 + 3);
  }

  @Test
  void aJobWithoutClientEvaluationIgnoresMetrics() {
    TestJob job = created("client_evaluation", "false");
    job.open(1);
    job.fold(upload(job, 1, 0), upload(job, 1, 1));
    job.aggregate(1);

    assertThat(job.close(1).clientEvaluation()).isEmpty();
    assertThat(job.exists(ObjectKeys.evaluation(TestJob.ID, 0))).isFalse();
  }

  @Test
  void aMetricThatIsNotFiniteClosesTheRoundWithAWarning() {
    TestJob job = created();
    job.open(1);
    Optional<Measurement> diverged = Optional.of(new Measurement(5, Map.of("loss", Double.NaN)));
    for (int client = 0; client < 2; client++) {
      float[] delta = new float[TestJob.CLIENTS];
      job.upload(1, client, new LocalResult(delta, 1, OptionalDouble.empty(), diverged));
    }
    job.aggregate(1);
    RoundResult result = job.close(1);

    assertThat(result.status()).isEqualTo(RoundResult.Status.COMMITTED);
    assertThat(result.evaluationError().orElseThrow())
        .contains("The loss of the version is not finite");
  }

  @Test
  void theFirstEvaluationOfAVersionStays() {
    TestJob job = created("evaluate_every", "1", "client_evaluation", "true");
    job.open(1);
    upload(job, 1, 0);
    upload(job, 1, 1);
    job.aggregate(1);
    job.evaluate(1);
    job.close(1);
    job.open(2);
    upload(job, 2, 2);
    upload(job, 2, 4);
    job.aggregate(2);
    RoundResult result = job.close(2);

    assertThat(evaluation(job, 1).accuracy()).hasValue(0.75);
    assertThat(result.clientEvaluation().orElseThrow().version()).isEqualTo(1);
    assertThat(result.clientEvaluation().orElseThrow().evaluation().accuracy()).hasValue(1);
  }

  private static OpenRound.Opened openToMeasure(TestJob job, int round, OptionalInt version) {
    return new OpenRound(job.store, job.queue, TestJob.NONCES, job.running::contains, () -> job.now)
        .run(TestJob.request(round), "execution", TrainingOverrides.evaluate(version));
  }

  private static TestJob withTwoVersions(String... settings) {
    TestJob job = created(settings);
    for (int round = 1; round <= 2; round++) {
      job.open(round);
      upload(job, round, 0);
      upload(job, round, 1);
      upload(job, round, 2);
      job.aggregateInParts(round);
      job.close(round);
    }
    return job;
  }

  @ParameterizedTest
  @CsvSource({"weighted, 0", "median, 1"})
  void aRoundCanMeasureAnOldVersionAndMakesNoNewOne(String rule, int parts) {
    TestJob job = withTwoVersions("aggregation", rule, "minimum", "3");
    job.parts = parts;

    openToMeasure(job, 3, OptionalInt.of(1));
    assertThat(job.plan(3).task()).isEqualTo(RoundTask.EVALUATE);
    assertThat(job.plan(3).baseVersion()).isEqualTo(1);
    job.fold(upload(job, 3, 0), upload(job, 3, 1));
    job.fold(upload(job, 3, 2));
    upload(job, 3, 3);
    assertThat(job.aggregate(3).status()).isEqualTo(Aggregate.Outcome.Status.COMMITTED);
    assertThat(job.aggregate(3).status()).isEqualTo(Aggregate.Outcome.Status.COMMITTED);
    RoundResult result = job.close(3);

    assertThat(result.status()).isEqualTo(RoundResult.Status.COMMITTED);
    assertThat(result.version()).isEmpty();
    assertThat(result.accepted()).isEqualTo(4);
    ClientEvaluation byClients = result.clientEvaluation().orElseThrow();
    assertThat(byClients.version()).isEqualTo(1);
    assertThat(byClients.evaluation().examples()).isEqualTo(15);
    assertThat(job.latest()).isEqualTo(new Latest(2, 3));
    assertThat(job.exists(ObjectKeys.manifest(TestJob.ID, 3))).isFalse();
    job.open(4);
    assertThat(job.plan(4).baseVersion()).isEqualTo(2);
  }

  @Test
  void anAbandonedMeasurementLeavesTheVersionOfTheJob() {
    TestJob job = withTwoVersions();
    openToMeasure(job, 3, OptionalInt.of(0));
    upload(job, 3, 0);
    job.aggregate(3);
    RoundResult result = job.close(3);

    assertThat(result.status()).isEqualTo(RoundResult.Status.ABANDONED);
    assertThat(job.latest()).isEqualTo(new Latest(2, 3));
  }

  @Test
  void anUpdateOfAMeasurementHasMetricsAndNoTensors() {
    TestJob job = withTwoVersions();
    openToMeasure(job, 3, OptionalInt.empty());
    assertThat(job.plan(3).baseVersion()).isEqualTo(2);
    job.upload(3, 0, new LocalResult(new float[0], 1, OptionalDouble.empty(), Optional.empty()));
    byte[] trained = job.memory.bytes(ObjectKeys.update(TestJob.ID, 2, "c1"));
    job.fold(job.event(3, 0), job.upload(3, 1, trained), upload(job, 3, 2), upload(job, 3, 3));
    job.aggregate(3);

    assertThat(job.contributors(3).measured().clients()).isEqualTo(2);
    assertThat(job.close(3).rejected()).isEqualTo(2);
  }

  @Test
  void aVersionThatDoesNotExistOrAJobWithoutClientEvaluationIsRefusedBeforeTheRoundBegins() {
    TestJob job = withTwoVersions();
    assertThatThrownBy(() -> openToMeasure(job, 3, OptionalInt.of(7)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has no version 7");
    TestJob without = created("client_evaluation", "false");
    assertThatThrownBy(() -> openToMeasure(without, 1, OptionalInt.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its client_evaluation is false");
    assertThat(job.latest()).isEqualTo(new Latest(2, 2));
  }
}
