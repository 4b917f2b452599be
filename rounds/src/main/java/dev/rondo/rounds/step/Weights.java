package dev.rondo.rounds.step;

import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.rule.WeightBound;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/** Applies the bound on a contributor's share of the weight to a decision. */
final class Weights {

  private Weights() {}

  /** The examples that count of one contributor, or empty if nobody has too large a share. */
  static Optional<Long> maxExamples(Plan plan, Collection<Contributor> contributors) {
    if (plan.aggregation().kind() != AggregationRule.Kind.WEIGHTED) {
      return Optional.empty();
    }
    long[] weights = contributors.stream().mapToLong(c -> (long) c.weight()).toArray();
    OptionalLong bound = WeightBound.of(weights, plan.admission().maxWeightRatio());
    return bound.isPresent() ? Optional.of(bound.getAsLong()) : Optional.empty();
  }
}
