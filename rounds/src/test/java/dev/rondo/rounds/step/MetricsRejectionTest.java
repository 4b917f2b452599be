package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.MetricSum;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Rejection;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metrics in the header of an update are validated like the rest of it. */
class MetricsRejectionTest {

  private final TestJob job = TestJob.created("evaluate_every", "0");

  private void fold(UpdateFile file) {
    job.open(1);
    job.fold(job.upload(1, 0), job.upload(1, UpdateFile.CLIENT, file.bytes()), job.upload(1, 1));
    job.aggregate(1);
  }

  private Optional<Rejection> rejection() {
    return new Documents(job.memory)
        .read(
            ObjectKeys.rejected(TestJob.ID, 1, TestJob.client(UpdateFile.CLIENT)), Rejection.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "[1]                  | 5 | METADATA | metrics must be a JSON object",
        "{}                   | 5 | METADATA | must have 1 to 32 metrics, but has 0",
        "{'a':NaN}            | 5 | METADATA | the text is not valid",
        "{'a':1,'a':2}        | 5 | METADATA | the text is not valid",
        "{'a':1} x            | 5 | METADATA | the text is not valid",
        "{'a':'1'}            | 5 | METADATA | a metric must be a number or null",
        "{'a':[1]}            | 5 | METADATA | a metric must be a number or null",
        "{'a b':1}            | 5 | METADATA | The name of a metric must match",
        "{'1a':1}             | 5 | METADATA | The name of a metric must match",
        "{'a':1}              | 0 | EXAMPLES | metrics_examples must be 1 to",
        "{'a':1}              | x | EXAMPLES | metrics_examples must be a count",
        "{'a':1}              |   | METADATA | metrics_examples is missing"
      })
  void metricsThatBreakARuleRejectTheUpdate(
      String metrics, String examples, Rejection.Reason reason, String detail) {
    UpdateFile file = new UpdateFile().with("metrics", metrics.replace('\'', '"'));
    fold(examples == null ? file : file.with("metrics_examples", examples));

    assertThat(rejection().orElseThrow().reason()).isEqualTo(reason);
    assertThat(rejection().orElseThrow().detail()).contains(detail);
    assertThat(job.contributors(1).contributors()).hasSize(2);
  }

  @Test
  void tooManyMetricsOrTooLongATextRejectTheUpdate() {
    StringBuilder many = new StringBuilder("{\"m0\":1");
    for (int n = 1; n <= 32; n++) {
      many.append(",\"m").append(n).append("\":1");
    }
    fold(new UpdateFile().with("metrics", many + "}").with("metrics_examples", "5"));
    assertThat(rejection().orElseThrow().detail()).contains("1 to 32 metrics, but has 33");

    TestJob other = TestJob.created("evaluate_every", "0");
    other.open(1);
    String padded = "{\"a\":1" + " ".repeat(4_096) + "}";
    UpdateFile file = new UpdateFile().with("metrics", padded).with("metrics_examples", "5");
    other.fold(other.upload(1, UpdateFile.CLIENT, file.bytes()));
    assertThat(
            new Documents(other.memory)
                .require(
                    ObjectKeys.rejected(TestJob.ID, 1, TestJob.client(UpdateFile.CLIENT)),
                    Rejection.class)
                .detail())
        .contains("at most 4096 characters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"null | 0", "1e400 | 0", "-1e16 | 0", "0.25 | 1", "1e15 | 1"})
  void aValueThatIsNotFiniteRejectsNothing(String value, int clients) {
    fold(new UpdateFile().with("metrics", "{\"a\":" + value + "}").with("metrics_examples", "5"));

    Decision decision = job.contributors(1);
    assertThat(rejection()).isEmpty();
    assertThat(decision.contributors()).hasSize(3);
    assertThat(decision.measured().metrics().values())
        .extracting(MetricSum::clients, MetricSum::notFinite)
        .containsExactly(tuple(clients, 1 - clients));
  }

  @Test
  void withoutClientEvaluationNobodyLooksAtMetrics() {
    TestJob without = TestJob.created();
    without.open(1);
    UpdateFile file = new UpdateFile().with("metrics", "what?");
    without.fold(without.upload(1, 0), without.upload(1, UpdateFile.CLIENT, file.bytes()));
    without.aggregate(1);

    assertThat(without.contributors(1).contributors()).hasSize(2);
  }

  @Test
  void anUpdateWithoutMetricsIsValidAsBefore() {
    fold(new UpdateFile());

    assertThat(job.contributors(1).contributors()).hasSize(3);
    assertThat(job.contributors(1).measured().clients()).isZero();
  }
}
