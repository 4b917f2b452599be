package dev.rondo.rounds.step;

import dev.rondo.protocol.round.MaskRange;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.MaskSums;
import dev.rondo.rounds.step.Aggregate.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * Asks the helper for the sums of masks that a frozen decision needs.
 *
 * @param helper the helper's function
 * @param sums that it writes
 */
record Unmasking(String helper, MaskSums sums) {

  /** Empty if the updates of the round are not masked. */
  static Optional<Unmasking> of(ObjectStore store, Plan plan, Decision decision) {
    return plan.secureAggregation()
        .map(
            secure ->
                new Unmasking(secure.helper(), new MaskSums(store, plan, decision.contributors())));
  }

  /** What to do if sums are missing; empty if all are there. */
  Optional<Outcome> asks() {
    List<MaskRange> missing = sums.missing();
    return missing.isEmpty() ? Optional.empty() : Optional.of(Outcome.unmask(helper, missing));
  }
}
