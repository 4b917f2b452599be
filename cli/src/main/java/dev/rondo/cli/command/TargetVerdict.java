package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.Target;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.simulation.SimulationResult;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How far a simulation came to a target that is not the accuracy on test data. */
final class TargetVerdict {

  private TargetVerdict() {}

  /** Empty if there is no such target, or its metric was not measured. */
  static Optional<String> of(JobConfig job, SimulationResult result) {
    return job.target()
        .filter(target -> !target.isAccuracy() || result.bestAccuracy().isEmpty())
        .flatMap(target -> of(target, result.rounds()));
  }

  private static Optional<String> of(Target target, List<RoundRecord> rounds) {
    String metric = target.metric().name();
    Comparator<RoundResult> order =
        Comparator.comparingDouble(
            round -> value(round, metric) * (target.metric().smaller() ? 1 : -1));
    return rounds.stream()
        .map(RoundRecord::result)
        .filter(round -> round.measured().containsKey(metric))
        .min(order.thenComparing(RoundResult::round))
        .map(
            best ->
                "Best %s %s, measured in round %s. The target, %s, is %s."
                    .formatted(
                        metric,
                        Text.number(value(best, metric)),
                        best.round(),
                        target.words(),
                        target.isReachedBy(value(best, metric))
                            ? "reached"
                            : "not reached. Try more rounds (--rounds)"));
  }

  private static double value(RoundResult round, String metric) {
    return round.measured().getOrDefault(metric, Double.NaN);
  }
}
