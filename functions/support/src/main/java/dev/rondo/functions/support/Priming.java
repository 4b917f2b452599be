package dev.rondo.functions.support;

import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.DataIndex.DataShard;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.MetricSums;
import dev.rondo.rounds.aggregation.SeatVerdict;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.update.Placement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes and reads the documents of a round once, in memory. The first time, Jackson inspects every
 * record, which takes longer than all later use; a snapshot contains the result.
 */
final class Priming {

  private static final String JOB = "priming";

  private Priming() {}

  static void run() {
    Instant now = Instant.EPOCH;
    Contributor contributor =
        new Contributor("client", 0, "etag", 1, 1, 1, 1, Optional.of(Placement.inOrder(8)));
    VersionManifest manifest = manifest(now);
    List<Object> documents =
        List.of(
            plan(now),
            new Latest(0, 0),
            new SeatVerdict(contributor, Optional.of(measured())),
            new Decision(
                List.of(contributor),
                List.of(),
                List.of(),
                0,
                Optional.empty(),
                sums(),
                Optional.empty()),
            manifest,
            RoundOutcome.commit(manifest),
            result(now),
            new Lease("client", now),
            new DataIndex("dataset", List.of(1), 1, List.of(new DataShard("shard", 1))));
    documents.forEach(Priming::run);
  }

  private static VersionManifest manifest(Instant now) {
    return new VersionManifest(
        JOB,
        1,
        Optional.of(0),
        Optional.of("digest"),
        1,
        1,
        1,
        OptionalDouble.of(1),
        "model",
        "sha256",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        now);
  }

  private static Measurement measured() {
    return new Measurement(1, Map.of("loss", 1.0));
  }

  private static MetricSums sums() {
    return MetricSums.of(Stream.of(measured()), List.of());
  }

  private static void run(Object document) {
    Object read = Json.parse(Json.bytes(document), document.getClass(), JOB);
    if (!read.equals(document)) {
      throw new IllegalStateException("Read " + read + ", expected " + document);
    }
  }

  private static Plan plan(Instant now) {
    return new Plan(
        JOB,
        1,
        0,
        "model",
        "model",
        "dataset",
        ModelLayout.of(TensorSpec.of("weight", 1)),
        now,
        now,
        1,
        1,
        1,
        AggregationRule.WEIGHTED,
        TrainingSettings.sgd(1, 1, 1),
        TrainerConfig.NONE,
        Encoding.F32,
        0,
        0,
        Admission.open(),
        0,
        0,
        false,
        RoundTask.TRAIN,
        true,
        Optional.empty(),
        Optional.empty(),
        "root");
  }

  private static RoundResult result(Instant now) {
    return new RoundResult(
        JOB,
        1,
        RoundResult.Status.COMMITTED,
        Optional.of(1),
        Optional.empty(),
        1,
        1,
        0,
        0,
        0,
        0,
        OptionalDouble.of(1),
        new TreeMap<>(),
        Optional.of(new ClientEvaluation(0, 1, sums().evaluation())),
        Optional.empty(),
        now,
        now);
  }
}
