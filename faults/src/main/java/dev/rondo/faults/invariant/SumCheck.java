package dev.rondo.faults.invariant;

import dev.rondo.faults.service.BucketView;
import dev.rondo.faults.service.Parsed;
import dev.rondo.faults.service.Truth;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.GroupFile;
import dev.rondo.rounds.aggregation.PartialAggregate;
import dev.rondo.rounds.aggregation.PartialFile;
import dev.rondo.rounds.aggregation.SeatVerdict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Workers and groups: a partial aggregate is the sum of the updates that it lists; only invalid
 * updates are rejected.
 */
final class SumCheck {

  private final Violations violations;
  private final BucketView store;
  private final Uploads uploads;
  private final String job;

  SumCheck(Violations violations, BucketView store, Uploads uploads, String job) {
    this.violations = violations;
    this.store = store;
    this.uploads = uploads;
    this.job = job;
  }

  /** Checks a partial aggregate, or the sum of a group, which has the weights of the decision. */
  void sum(String key) {
    int round = ObjectKeys.roundOfUpdate(key).orElseThrow();
    Parsed documents = store.parsed();
    Plan plan = documents.require(ObjectKeys.plan(job, round), Plan.class);
    PartialAggregate sum = new PartialAggregate(plan.layout().parameterCount());
    if (ObjectKeys.partialCount(key) > 0) {
      new PartialFile(store, plan, Blocks.standard()).addTo(sum, key);
      check(key, plan, sum);
    } else {
      Decision decision = documents.require(ObjectKeys.decision(job, round), Decision.class);
      int group =
          IntStream.rangeClosed(1, decision.groups())
              .filter(number -> ObjectKeys.groupSum(job, round, number).equals(key))
              .findFirst()
              .orElseThrow();
      new GroupFile(store, plan, decision, Blocks.standard()).addTo(sum, group);
      check(key, decision.weighing(plan), sum);
    }
  }

  private void check(String key, Plan plan, PartialAggregate sum) {
    List<Contributor> contributors = List.copyOf(sum.contributors());
    for (Contributor contributor : contributors) {
      Optional<String> fault = uploads.fault(plan, contributor);
      violations.check(fault.isEmpty(), "Only valid updates are counted", fault.orElse(""));
      if (fault.isPresent()) {
        return;
      }
    }
    double[] expected = uploads.sum(plan, contributors, plan.layout().parameterCount());
    violations.check(
        Arrays.equals(sum.sum(), expected),
        "A partial aggregate is the sum of its contributors' updates, each once",
        "it is " + Arrays.toString(sum.sum()) + " and should be " + Arrays.toString(expected));
    for (Contributor contributor : contributors) {
      violations.check(
          verdict(plan.round(), contributor.seat())
              .filter(first -> first.client().equals(contributor.client()))
              .filter(first -> first.examples() == contributor.examples())
              .isPresent(),
          "What a sum contains has a verdict, and counts as it says",
          contributor + " in " + key);
    }
  }

  private Optional<Contributor> verdict(int round, int seat) {
    return store
        .parsed()
        .read(ObjectKeys.verdict(job, round, seat), SeatVerdict.class)
        .map(SeatVerdict::contributor);
  }

  void verdict(String key) {
    int round = ObjectKeys.roundOfUpdate(key).orElseThrow();
    Plan plan = store.parsed().require(ObjectKeys.plan(job, round), Plan.class);
    Contributor contributor = store.parsed().require(key, SeatVerdict.class).contributor();
    Optional<String> fault = uploads.fault(plan, contributor);
    violations.check(
        fault.isEmpty() && ObjectKeys.parseVerdict(key).equals(Optional.of(contributor.seat())),
        "Only valid updates are counted",
        fault.orElse(key + " is of " + contributor));
  }

  void rejection(String key) {
    String client = ObjectKeys.parseRejected(key).orElseThrow();
    int round = Integer.parseInt(key.split("/")[2]);
    Optional<Truth> truth = uploads.truth(round, client);
    boolean taken =
        ObjectKeys.isDuplicate(key)
            && truth
                .flatMap(t -> verdict(round, t.seat()))
                .filter(first -> !first.client().equals(client))
                .isPresent();
    violations.check(
        truth.isPresent() && (!uploads.isValid(round, client) || taken),
        "A valid update is not refused, unless its seat has another one",
        key + " for " + truth);
  }
}
