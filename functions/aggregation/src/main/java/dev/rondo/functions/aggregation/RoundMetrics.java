package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Log;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.support.Metrics;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.update.Rejection;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Emits the metrics of a closed round and the loss of each contributor. */
final class RoundMetrics {

  /**
   * A custom metric costs money each month. For jobs with more clients than this, losses are only
   * log lines.
   */
  static final int MAX_CLIENTS = 20;

  /**
   * The largest number of rejections whose reasons are read and counted: half a minute of reading.
   */
  private static final int MAX_REASONS_READ = 1_000;

  /** Names of what clients measured, at most, for the same reason. */
  static final int MAX_MEASURED = 10;

  private final ObjectStore store;
  private final Documents documents;
  private final Metrics metrics;
  private final Log log;

  RoundMetrics(ObjectStore store, Metrics metrics, Log log) {
    this.store = store;
    this.documents = new Documents(store);
    this.metrics = metrics;
    this.log = log;
  }

  void emit(RoundRequest request) {
    RoundResult result =
        documents.require(ObjectKeys.result(request.job(), request.round()), RoundResult.class);
    emitRound(result);
    result.clientEvaluation().ifPresent(clients -> emitMeasured(request.job(), clients));
    if (result.rejected() > 0) {
      emitRejected(request);
    }
    if (result.status() == RoundResult.Status.COMMITTED) {
      emitClientLosses(request);
    }
  }

  private void emitRound(RoundResult result) {
    boolean committed = result.status() == RoundResult.Status.COMMITTED;
    Duration duration = Duration.between(result.openedAt(), result.closedAt());
    Metrics.Emission emission =
        metrics
            .of(result.job())
            .add(Metric.ROUND_DURATION, duration.toMillis() / 1000.0)
            .add(Metric.ROUND_ENDED_AT, result.closedAt().toEpochMilli() / 1000.0)
            .add(Metric.ROUNDS_COMMITTED, committed ? 1 : 0)
            .add(Metric.ROUNDS_ABANDONED, committed ? 0 : 1)
            .add(Metric.UPDATES_ACCEPTED, result.accepted())
            .add(Metric.UPDATES_REJECTED, result.rejected())
            .add(Metric.UPDATES_LATE, result.late())
            .add(Metric.UPDATES_DROPPED, result.dropped());
    if (committed) {
      emission.add(Metric.CONTRIBUTOR_COUNT, result.accepted());
    }
    if (result.accepted() > result.seats()) {
      emission.add(Metric.SEATS_EXCEEDED, result.accepted() - result.seats());
    }
    result.trainLoss().ifPresent(loss -> emission.add(Metric.TRAIN_LOSS, loss));
    result.testLoss().ifPresent(loss -> emission.add(Metric.TEST_LOSS, loss));
    result.testAccuracy().ifPresent(accuracy -> emission.add(Metric.TEST_ACCURACY, accuracy));
    emission.emit();
  }

  /** Loss and accuracy come first; the others in the order of their names. */
  private void emitMeasured(String job, ClientEvaluation clients) {
    Map<String, Double> measured = clients.evaluation().metrics();
    List<String> first = List.of(Evaluation.LOSS, Evaluation.ACCURACY);
    Stream.concat(first.stream(), measured.keySet().stream())
        .distinct()
        .filter(measured::containsKey)
        .limit(MAX_MEASURED)
        .forEach(
            name ->
                metrics
                    .of(job, "Measured", name)
                    .add(Metric.CLIENT_EVALUATION, measured.getOrDefault(name, Double.NaN))
                    .emit());
  }

  private void emitRejected(RoundRequest request) {
    Map<Rejection.Reason, Integer> counts = new EnumMap<>(Rejection.Reason.class);
    store.keys(ObjectKeys.rejections(request.job(), request.round())).stream()
        .limit(MAX_REASONS_READ)
        .flatMap(key -> documents.read(key, Rejection.class).stream())
        .forEach(rejection -> counts.merge(rejection.reason(), 1, Integer::sum));
    counts.forEach(
        (reason, count) ->
            metrics
                .of(request.job(), "Reason", reason.name().toLowerCase(Locale.ROOT))
                .add(Metric.UPDATES_REJECTED, count)
                .emit());
  }

  private void emitClientLosses(RoundRequest request) {
    List<Contributor> contributors =
        documents
            .require(ObjectKeys.decision(request.job(), request.round()), Decision.class)
            .contributors();
    if (contributors.isEmpty()) {
      return;
    }
    JobConfig config =
        JobConfig.fromJson(documents.require(ObjectKeys.job(request.job()), JsonNode.class));
    boolean few = Math.max(config.clients(), contributors.size()) <= MAX_CLIENTS;
    for (Contributor contributor : contributors) {
      if (contributor.trainLoss().isEmpty()) {
        continue;
      }
      double loss = contributor.trainLoss().getAsDouble();
      if (few) {
        metrics
            .of(request.job(), "Client", contributor.client())
            .add(Metric.CLIENT_LOSS, loss)
            .emit();
      } else {
        log.with("event", "client_loss")
            .with("client", contributor.client())
            .with("loss", loss)
            .info("Training loss of a client");
      }
    }
  }
}
