package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.privacy.accounting.Blt;
import dev.rondo.privacy.accounting.BltDesign;
import dev.rondo.privacy.accounting.CorrelatedGaussian;
import dev.rondo.privacy.accounting.IndependentGaussian;
import dev.rondo.privacy.accounting.Mechanism;
import dev.rondo.privacy.accounting.Participation;
import dev.rondo.privacy.accounting.PrivacyBudget;
import dev.rondo.privacy.accounting.SampledGaussian;
import dev.rondo.privacy.accounting.Zcdp;
import dev.rondo.reports.EpsilonCurve;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How much noise a privacy budget takes, by mechanism.
 *
 * @param budget for all rounds together
 * @param seats the updates of a round: the fixed denominator of their mean
 * @param clip the largest L2 norm of a client update
 */
record PrivacyPlan(
    PrivacyBudget budget,
    int clients,
    int rounds,
    int seats,
    Participation participation,
    double clip) {

  static final String GAUSSIAN = "gaussian";
  static final String BLT = "blt";
  static final String BOTH = "both";

  /** The most points of a curve: more are not visible, and each takes up to a millisecond. */
  private static final int MOST_POINTS = 1000;

  /**
   * A mechanism of the plan.
   *
   * @param caveat why a training cannot have it, or does not need it; empty for what a job can set
   */
  record Line(String name, Mechanism mechanism, Optional<String> caveat) {}

  /** What a job can set. */
  List<Line> settings(String choice) {
    return Stream.of(GAUSSIAN, BLT)
        .filter(name -> choice.equals(BOTH) || choice.equals(name))
        .map(name -> new Line(name, mechanism(name), Optional.empty()))
        .toList();
  }

  private Mechanism mechanism(String name) {
    if (name.equals(GAUSSIAN)) {
      return IndependentGaussian.calibrate(budget, rounds, participation);
    }
    Blt blt = BltDesign.design(rounds, participation);
    return CorrelatedGaussian.calibrate(budget, rounds, participation, blt);
  }

  /** What the settings are compared with. */
  List<Line> comparisons() {
    return List.of(
        new Line(
            "every round composes",
            IndependentGaussian.calibrate(budget, rounds, Participation.unlimited()),
            Optional.of(
                "Assumes that a client is in every round. A job with a cap and a cool-down has less"
                    + " noise, because Rondo rejects further updates of a client.")),
        new Line(
            "Poisson sampling",
            SampledGaussian.calibrate(budget, rounds, (double) seats / clients),
            Optional.of(
                "Only in a simulation. A deployment cannot promise it: clients poll for seats, and"
                    + " no server draws them at random.")));
  }

  /** The smallest cap with which the clients can fill all seats. */
  long leastCap() {
    return ((long) rounds * seats + clients - 1) / clients;
  }

  /** The standard deviation of the noise of a round, in the mean of its updates. */
  double noiseOfMean(Line line) {
    return line.mechanism().noiseMultiplier() * clip / seats;
  }

  double epsilon(Line line) {
    return line.mechanism().epsilon(rounds, budget.delta());
  }

  double prefixSumError(Line line) {
    return line.mechanism().prefixSumError(rounds);
  }

  /** Empty for samples, whose amplification it cannot express. */
  Optional<Zcdp> zcdp(Line line) {
    return line.mechanism() instanceof SampledGaussian
        ? Optional.empty()
        : Optional.of(line.mechanism().zcdp(rounds));
  }

  /** What has been spent after each round. */
  EpsilonCurve curve(Line line) {
    TreeMap<Integer, Double> points = new TreeMap<>();
    int step = Math.max(1, rounds / MOST_POINTS);
    for (int round = rounds; round > 0; round -= step) {
      points.put(round, line.mechanism().epsilon(round, budget.delta()));
    }
    return new EpsilonCurve(line.name(), points);
  }

  ObjectNode toJson(List<Line> settings) {
    ObjectNode plan =
        Output.object()
            .put("epsilon", budget.epsilon())
            .put("delta", budget.delta())
            .put("clients", clients)
            .put("rounds", rounds)
            .put("seats", seats)
            .put("cap", participation.most(rounds))
            .put("cool_down", participation.separation())
            .put("clip", clip);
    plan.set("mechanisms", toJson(settings.stream()));
    plan.set("comparisons", toJson(comparisons().stream()));
    return plan;
  }

  private ArrayNode toJson(Stream<Line> lines) {
    ArrayNode array = Output.array();
    lines.map(this::toJson).forEach(array::add);
    return array;
  }

  private ObjectNode toJson(Line line) {
    ObjectNode json =
        Output.object()
            .put("mechanism", line.name())
            .put("noise_multiplier", line.mechanism().noiseMultiplier())
            .put("noise_of_mean", noiseOfMean(line))
            .put("prefix_sum_error", prefixSumError(line))
            .put("epsilon", epsilon(line));
    zcdp(line)
        .ifPresent(
            zcdp ->
                json.put("rho", zcdp.rho()).put("epsilon_by_zcdp", zcdp.epsilon(budget.delta())));
    if (line.mechanism() instanceof CorrelatedGaussian correlated) {
      ArrayNode theta = json.putArray("theta");
      correlated.blt().theta().forEach(theta::add);
      ArrayNode omega = json.putArray("omega");
      correlated.blt().omega().forEach(omega::add);
    }
    line.caveat().ifPresent(caveat -> json.put("caveat", caveat));
    return json;
  }
}
