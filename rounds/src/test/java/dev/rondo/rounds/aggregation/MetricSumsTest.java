package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.protocol.training.Spread;
import dev.rondo.rounds.scale.DocumentSizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricSumsTest {

  private static MetricSums sums(Measurement... clients) {
    return MetricSums.of(Stream.of(clients), List.of());
  }

  private static Spread spread(Evaluation evaluation, String metric) {
    return Objects.requireNonNull(evaluation.spread().get(metric));
  }

  private static Measurement accuracy(long examples, double value) {
    return new Measurement(examples, Map.of("accuracy", value));
  }

  @Test
  void theMeanIsOverExamplesAndTheSpreadOverClients() {
    Evaluation evaluation = sums(accuracy(100, 0.5), accuracy(300, 0.9)).evaluation();

    assertThat(evaluation.examples()).isEqualTo(400);
    assertThat(evaluation.accuracy().orElseThrow()).isEqualTo(0.8);
    Spread spread = spread(evaluation, "accuracy");
    assertThat(spread).isEqualTo(new Spread(2, 0, 0.7, 0.5, 0.9, spread.deviation()));
    assertThat(spread.deviation()).isEqualTo(0.2, within(1e-15));
  }

  @Test
  void eachMetricHasTheExamplesOfTheClientsThatMeasuredIt() {
    Evaluation evaluation =
        sums(
                new Measurement(10, Map.of("accuracy", 1.0, "recall", 0.25)),
                new Measurement(30, Map.of("accuracy", 0.0)))
            .evaluation();

    assertThat(evaluation.metrics())
        .isEqualTo(new TreeMap<>(Map.of("accuracy", 0.25, "recall", 0.25)));
    assertThat(spread(evaluation, "recall").clients()).isEqualTo(1);
  }

  @Test
  void aValueThatIsNotFiniteIsCountedAndInNoMean() {
    Evaluation evaluation =
        sums(
                new Measurement(10, Map.of("loss", Double.NaN, "auc", Double.NaN)),
                new Measurement(10, Map.of("loss", 2.0, "auc", 1e16)))
            .evaluation();

    assertThat(evaluation.metrics()).isEqualTo(new TreeMap<>(Map.of("loss", 2.0)));
    assertThat(evaluation.notFinite()).containsExactly("auc");
    assertThat(spread(evaluation, "loss").notFinite()).isEqualTo(1);
    assertThat(evaluation.spread().get("auc")).isEqualTo(new Spread(0, 2, 0, 0, 0, 0));
  }

  @Test
  void theSumsAreTheSameInAnyOrderAndGrouping() {
    Random random = new Random(7);
    List<Measurement> clients =
        IntStream.range(0, 200)
            .mapToObj(
                k ->
                    new Measurement(
                        1 + random.nextInt(1_000_000),
                        Map.of(
                            "loss",
                            random.nextGaussian() * Math.pow(10, random.nextInt(20) - 8),
                            "m" + k % 3,
                            k % 7 == 0 ? Double.NaN : random.nextDouble())))
            .collect(Collectors.toCollection(ArrayList::new));
    MetricSums together = MetricSums.of(clients.stream(), List.of());

    for (int run = 0; run < 20; run++) {
      Collections.shuffle(clients, random);
      int single = random.nextInt(50);
      List<MetricSums> groups = new ArrayList<>();
      for (int from = single; from < clients.size(); ) {
        int to = Math.min(clients.size(), from + 1 + random.nextInt(60));
        groups.add(reread(MetricSums.of(clients.subList(from, to).stream(), List.of())));
        from = to;
      }
      assertThat(MetricSums.of(clients.stream().limit(single), groups)).isEqualTo(together);
    }
  }

  private static MetricSums reread(MetricSums sums) {
    return Json.parse(Json.bytes(sums), MetricSums.class, "sums");
  }

  @Test
  void theSumsAreThisDocument() {
    MetricSums sums =
        sums(
            new Measurement(3, Map.of("loss", 0.5)),
            new Measurement(1, Map.of("loss", 1500.0)),
            new Measurement(2, Map.of("loss", Double.NEGATIVE_INFINITY)));

    assertThat(Json.text(sums))
        .isEqualTo(
            """
            {"clients":3,"examples":6,"metrics":{"loss":{"clients":2,"not_finite":1,"examples":4,\
            "weighted":1501.5,"values":1500.5,"squares":2250000.25,"min":0.5,"max":1.5E+3}}}\
            """);
    assertThat(reread(sums)).isEqualTo(sums);
  }

  @Test
  void ofMoreNamesThanARoundKeepsThoseCountThatMostClientsMeasured() {
    Stream<Measurement> clients =
        IntStream.range(0, 300)
            .mapToObj(
                k -> {
                  Map<String, Double> metrics = new TreeMap<>(Map.of("z-loss", 1.0));
                  IntStream.range(0, 31).forEach(n -> metrics.put("a" + k + "/" + n, 1.0));
                  return new Measurement(1, metrics);
                });

    MetricSums sums = MetricSums.of(clients, List.of());

    assertThat(sums.metrics()).hasSize(MetricSums.MOST_NAMES);
    assertThat(spread(sums.evaluation(), "z-loss").clients()).isEqualTo(300);
    assertThat(sums.clients()).isEqualTo(300);
  }

  @Test
  void theLargestSumsTakeNoMoreBytesThanTheModelOfScaleCountsOn() {
    Stream<Measurement> clients =
        IntStream.range(0, 100_000)
            .mapToObj(
                k -> {
                  Map<String, Double> metrics = new TreeMap<>();
                  IntStream.range(0, Measurement.MOST_METRICS)
                      .forEach(
                          n ->
                              metrics.put(
                                  "m".repeat(62) + (10 + n),
                                  k % 2 == 0 ? Double.NaN : 1 / 3.0 - Measurement.LARGEST + k));
                  return new Measurement(Measurement.MOST_EXAMPLES, metrics);
                });

    String json = Json.text(MetricSums.of(clients, List.of()));

    // In the header of a partial aggregate, quotes are escaped.
    assertThat(json.replace("\"", "\\\"").length()).isBetween(9_000, DocumentSizes.METRICS_BYTES);
  }

  @Test
  void theDeviationOfEqualValuesIsZero() {
    MetricSums sums = sums(accuracy(1, 0.1), accuracy(2, 0.1), accuracy(3, 0.1));

    assertThat(spread(sums.evaluation(), "accuracy").deviation()).isZero();
  }
}
