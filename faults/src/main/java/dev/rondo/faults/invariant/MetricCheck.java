package dev.rondo.faults.invariant;

import dev.rondo.faults.service.BucketView;
import dev.rondo.faults.service.Parsed;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.MetricSum;
import dev.rondo.rounds.aggregation.MetricSums;
import dev.rondo.rounds.aggregation.PartialFile;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.RoundResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Metrics that clients measure: the sums of a decision, and of a partial aggregate, have each
 * contributor once, and the result follows from them. All values are dyadic, so that sums of
 * doubles are exact here.
 */
final class MetricCheck {

  static final String ONCE = "What clients measure counts once for each contributor";

  private final Violations violations;
  private final BucketView store;
  private final Parsed documents;
  private final Uploads uploads;
  private final String job;

  MetricCheck(Violations violations, BucketView store, Uploads uploads, String job) {
    this.violations = violations;
    this.store = store;
    this.documents = store.parsed();
    this.uploads = uploads;
    this.job = job;
  }

  void decision(int round) {
    Decision decision = documents.require(ObjectKeys.decision(job, round), Decision.class);
    check(plan(round), decision.contributors(), decision.measured());
  }

  void partial(String key) {
    if (ObjectKeys.partialCount(key) > 0) {
      Plan plan = plan(ObjectKeys.roundOfUpdate(key).orElseThrow());
      PartialFile.Summary summary = new PartialFile(store, plan, Blocks.standard()).summary(key);
      check(plan, summary.contributors(), summary.measured());
    }
  }

  void result(int round) {
    RoundResult result = documents.require(ObjectKeys.result(job, round), RoundResult.class);
    Optional<MetricSums> sums =
        result.status() == RoundResult.Status.COMMITTED
            ? documents
                .read(ObjectKeys.decision(job, round), Decision.class)
                .map(Decision::measured)
                .filter(measured -> measured.clients() > 0)
            : Optional.empty();
    Optional<ClientEvaluation> expected =
        sums.map(
            all ->
                new ClientEvaluation(plan(round).baseVersion(), all.clients(), all.evaluation()));
    violations.check(
        result.clientEvaluation().equals(expected)
            && (expected.isEmpty() || documents.exists(evaluation(round))),
        "A result has the metrics of its decision",
        result.clientEvaluation() + " and should be " + expected);
  }

  private String evaluation(int round) {
    return ObjectKeys.evaluation(job, plan(round).baseVersion());
  }

  private Plan plan(int round) {
    return documents.require(ObjectKeys.plan(job, round), Plan.class);
  }

  private void check(Plan plan, List<Contributor> contributors, MetricSums found) {
    List<Measurement> measured =
        contributors.stream()
            .filter(c -> plan.clientEvaluation())
            .flatMap(c -> uploads.truth(plan.round(), c.client()).stream())
            .flatMap(truth -> truth.measured().stream())
            .toList();
    SortedMap<String, double[]> expected = new TreeMap<>();
    long examples = 0;
    for (Measurement one : measured) {
      long counted = Math.min(one.examples(), plan.admission().maxExamples());
      examples += counted;
      one.metrics()
          .forEach(
              (name, value) ->
                  add(expected.computeIfAbsent(name, n -> new double[5]), counted, value));
    }
    boolean equal =
        found.clients() == measured.size()
            && found.examples() == examples
            && found.metrics().keySet().equals(expected.keySet())
            && found.metrics().entrySet().stream().allMatch(sum -> isSum(sum, expected));
    violations.check(equal, ONCE, found + " and should be of " + measured);
  }

  private static void add(double[] sum, long examples, double value) {
    if (Double.isFinite(value)) {
      sum[0]++;
      sum[2] += examples;
      sum[3] += examples * value;
      sum[4] += value * value;
    } else {
      sum[1]++;
    }
  }

  private static boolean isSum(Map.Entry<String, MetricSum> found, Map<String, double[]> expected) {
    double[] sum = expected.getOrDefault(found.getKey(), new double[5]);
    MetricSum metric = found.getValue();
    return metric.clients() == sum[0]
        && metric.notFinite() == sum[1]
        && metric.examples() == sum[2]
        && metric.weighted().doubleValue() == sum[3]
        && metric.squares().doubleValue() == sum[4];
  }
}
