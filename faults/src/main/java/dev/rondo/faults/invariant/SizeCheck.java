package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Bucket.Version;
import dev.rondo.faults.service.BucketView;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.scale.DocumentSizes;
import dev.rondo.rounds.scale.RoundSize;

/** The documents that grow with a round are no larger than the model of scale counts on. */
final class SizeCheck {

  private final Violations violations;
  private final BucketView store;
  private final String job;

  SizeCheck(Violations violations, BucketView store, String job) {
    this.violations = violations;
    this.store = store;
    this.job = job;
  }

  /** Checks a decision, or the candidates of multi-Krum. */
  void decision(String key, int round, Version now) {
    Plan plan = store.parsed().require(ObjectKeys.plan(job, round), Plan.class);
    RoundSize size =
        new RoundSize(
            plan.layout().parameterCount(),
            plan.layout().tensors().size(),
            plan.seats(),
            plan.aggregation());
    double most = DocumentSizes.decision(size, plan.parts() > 0);
    violations.check(
        now.bytes().length <= most,
        "No document is larger than the model of scale says",
        key + " has " + now.bytes().length + " bytes, and the model says " + most);
  }
}
