package dev.rondo.reports;

import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.Spread;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.history.TimedResult;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.RoundResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rows that look like a training on MNIST, the same ones for the same arguments. */
final class Rows {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private Rows() {}

  /** Committed rounds whose accuracy goes from 80 % towards 97.5 %, each evaluated. */
  static List<RoundRecord> rounds(int count) {
    Random random = new Random(7);
    List<RoundRecord> rows = new ArrayList<>();
    for (int round = 1; round <= count; round++) {
      double accuracy = 0.975 - 0.18 * Math.exp(-round / 14.0) + random.nextGaussian() * 0.0015;
      double loss = 0.08 + 0.8 * Math.exp(-round / 12.0) + random.nextGaussian() * 0.004;
      rows.add(committed(round, loss, OptionalDouble.of(loss), OptionalDouble.of(accuracy)));
    }
    return rows;
  }

  static RoundRecord committed(
      int round, double trainLoss, OptionalDouble testLoss, OptionalDouble testAccuracy) {
    return committed(round, trainLoss, metrics(testLoss, testAccuracy));
  }

  /** A round whose version was measured by these metrics. */
  static RoundRecord measured(int round, Map<String, Double> metrics) {
    return committed(round, 0.5, new TreeMap<>(metrics));
  }

  /** A round whose clients measured the version before it. */
  static RoundRecord byClients(int round, double accuracy, double loss) {
    Spread spread = new Spread(3, 0, accuracy, accuracy - 0.25, accuracy + 0.25, 0.125);
    Evaluation evaluation =
        new Evaluation(
            30,
            new TreeMap<>(Map.of("accuracy", accuracy, "loss", loss)),
            List.of("auc"),
            List.of(),
            new TreeMap<>(
                Map.of("accuracy", spread, "loss", spread, "auc", new Spread(0, 3, 0, 0, 0, 0))));
    return committed(
        round, 0.5, new TreeMap<>(), Optional.of(new ClientEvaluation(round - 1, 3, evaluation)));
  }

  private static RoundRecord committed(
      int round, double trainLoss, SortedMap<String, Double> metrics) {
    return committed(round, trainLoss, metrics, Optional.empty());
  }

  private static RoundRecord committed(
      int round,
      double trainLoss,
      SortedMap<String, Double> metrics,
      Optional<ClientEvaluation> clients) {
    return record(
        new RoundResult(
            "job",
            round,
            RoundResult.Status.COMMITTED,
            Optional.of(round),
            Optional.empty(),
            10,
            10,
            0,
            0,
            0,
            0,
            OptionalDouble.of(trainLoss),
            metrics,
            clients,
            Optional.empty(),
            START.plusSeconds(round).minusMillis(12_500),
            START.plusSeconds(round)),
        OptionalDouble.of(0.25));
  }

  static RoundRecord abandoned(int round) {
    return record(
        new RoundResult(
            "job",
            round,
            RoundResult.Status.ABANDONED,
            Optional.empty(),
            Optional.of("too few"),
            10,
            0,
            0,
            1,
            9,
            0,
            OptionalDouble.empty(),
            new TreeMap<>(),
            Optional.empty(),
            Optional.empty(),
            START.plusSeconds(round).minusSeconds(60),
            START.plusSeconds(round)),
        OptionalDouble.empty());
  }

  private static RoundRecord record(RoundResult result, OptionalDouble seconds) {
    return new RoundRecord(new TimedResult(result, seconds), List.of());
  }

  /** Each round a tenth of the clients, at least two, reports a loss that falls. */
  static List<ClientRow> clients(int count, int rounds) {
    Random random = new Random(11);
    double[] hardness = random.doubles(count, 0.7, 1.4).toArray();
    List<ClientRow> rows = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      int last = round;
      random
          .ints(0, count)
          .distinct()
          .limit(Math.min(count, Math.max(2, count / 10)))
          .forEach(
              client ->
                  rows.add(
                      new ClientRow(
                          last,
                          "client-%03d".formatted(client),
                          600,
                          hardness[client] * (0.03 + 0.9 * Math.exp(-last / 11.0))
                              + random.nextDouble() * 0.04,
                          START.plusSeconds(last))));
    }
    return rows;
  }

  private static SortedMap<String, Double> metrics(OptionalDouble loss, OptionalDouble accuracy) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    loss.ifPresent(value -> metrics.put("loss", value));
    accuracy.ifPresent(value -> metrics.put("accuracy", value));
    return metrics;
  }
}
