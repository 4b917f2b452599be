package dev.rondo.functions.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.functions.testing.Emitted;
import dev.rondo.functions.testing.RecordedLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.5Z");

  private final RecordedLines lines = new RecordedLines();
  private final List<String> texts = new ArrayList<>();
  private final Metrics metrics =
      new Metrics(
          RecordedLines.NAMESPACE,
          line -> {
            texts.add(line);
            lines.write(line);
          },
          () -> NOW);

  @Test
  void aLineIsInTheEmbeddedMetricFormat() {
    metrics.of("mnist").add(Metric.ROUND_DURATION, 12.5).add(Metric.UPDATES_LATE, 2).emit();

    assertThat(texts)
        .containsExactly(
            "{\"_aws\":{\"Timestamp\":1767225600500,\"CloudWatchMetrics\":[{\"Namespace\":\"TestControl\","
                + "\"Dimensions\":[[\"Job\"],[]],\"Metrics\":[{\"Name\":\"RoundDuration\","
                + "\"Unit\":\"Seconds\"},{\"Name\":\"UpdatesLate\",\"Unit\":\"Count\"}]}]},"
                + "\"Job\":\"mnist\",\"RoundDuration\":12.5,\"UpdatesLate\":2.0}");
  }

  @Test
  void valuesShowByJobAndOverAllJobs() {
    metrics.of("mnist").add(Metric.TEST_ACCURACY, 0.9).emit();

    assertThat(lines.metrics())
        .containsExactly(
            new Emitted("TestAccuracy", "None", List.of("Job=mnist"), List.of(0.9)),
            new Emitted("TestAccuracy", "None", List.of(), List.of(0.9)));
  }

  @Test
  void aPartIsNotCountedAmongTheWhole() {
    metrics.of("mnist", "Reason", "norm").add(Metric.UPDATES_REJECTED, 3).emit();

    assertThat(lines.metrics())
        .containsExactly(
            new Emitted(
                "UpdatesRejected", "Count", List.of("Job=mnist", "Reason=norm"), List.of(3.0)));
  }

  @Test
  void moreThanAHundredValuesOfAMetricAreSeveralLines() {
    Metrics.Emission emission = metrics.of("mnist").add(Metric.UPDATES_LATE, 7);
    IntStream.range(0, 250).forEach(i -> emission.add(Metric.CLIENT_LOSS, i));
    emission.emit();

    assertThat(texts).hasSize(3);
    assertThat(lines.values(Metric.CLIENT_LOSS))
        .isEqualTo(IntStream.range(0, 250).mapToObj(i -> (double) i).toList());
    assertThat(lines.values(Metric.UPDATES_LATE)).containsExactly(7.0);
  }

  @Test
  void whatCloudWatchCannotTakeIsLeftOut() {
    metrics
        .of("mnist")
        .add(Metric.TRAIN_LOSS, Double.NaN)
        .add(Metric.TEST_LOSS, Double.POSITIVE_INFINITY)
        .add(Metric.CLIENT_LOSS, 1e300)
        .add(Metric.TEST_ACCURACY, 0.5)
        .emit();

    assertThat(lines.metrics().stream().map(Emitted::name)).containsOnly("TestAccuracy");
  }

  @Test
  void nothingAddedIsNothingWritten() {
    metrics.of("mnist").add(Metric.TRAIN_LOSS, Double.NaN).emit();

    assertThat(texts).isEmpty();
  }

  @Test
  void eachMetricHasANameOfItsOwn() {
    assertThat(Arrays.stream(Metric.values()).map(Metric::cloudWatchName))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[A-Z][A-Za-z]+"));
  }
}
