package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.BucketView;
import dev.rondo.faults.service.Parsed;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.SeatVerdict;
import dev.rondo.rounds.scale.RoundLimits;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the master freezes: who contributes, and before that among whom multi-Krum chooses. */
final class DecisionCheck {

  /** An update without a verdict takes as long as 16 verdicts by requests, and 1 by bytes. */
  private static final int READS_OF_AN_UPDATE = 17;

  private final Violations violations;
  private final Parsed documents;
  private final Uploads uploads;
  private final Reference reference;
  private final RoundLimits limits;
  private final String job;

  DecisionCheck(
      Violations violations,
      BucketView store,
      Uploads uploads,
      Reference reference,
      RoundLimits limits,
      String job) {
    this.violations = violations;
    this.documents = store.parsed();
    this.uploads = uploads;
    this.reference = reference;
    this.limits = limits;
    this.job = job;
  }

  void contributors(int round, Actor writer) {
    Plan plan = documents.require(ObjectKeys.plan(job, round), Plan.class);
    Decision decision = documents.require(ObjectKeys.decision(job, round), Decision.class);
    if (plan.aggregation().kind() == AggregationRule.Kind.MULTI_KRUM) {
      chosen(plan, decision);
    } else {
      frozen(plan, decision, writer);
    }
  }

  void candidates(int round, Actor writer) {
    Plan plan = documents.require(ObjectKeys.plan(job, round), Plan.class);
    frozen(plan, documents.require(ObjectKeys.candidates(job, round), Decision.class), writer);
  }

  private void chosen(Plan plan, Decision decision) {
    Decision candidates =
        documents.require(ObjectKeys.candidates(job, plan.round()), Decision.class);
    Optional<String> fault =
        decision.abandoned().isPresent() || candidates.abandoned().isPresent()
            ? Optional.of(decision + " of " + candidates).filter(x -> !decision.equals(candidates))
            : reference.krumFault(plan, candidates.contributors(), decision.contributors());
    violations.check(
        fault.isEmpty(),
        "Multi-Krum keeps the candidates that lie closest together",
        fault.orElse(""));
  }

  private void frozen(Plan plan, Decision decision, Actor writer) {
    Set<String> clients = new HashSet<>();
    Set<Integer> seats = new HashSet<>();
    Plan weighing = decision.weighing(plan);
    violations.check(
        decision.maxExamples().equals(expectedMaxExamples(plan, decision)),
        "No client has too large a share of the weight",
        decision.maxExamples() + " of " + decision.contributors());
    for (Contributor contributor : decision.contributors()) {
      Optional<String> fault = uploads.fault(weighing, contributor);
      violations.check(fault.isEmpty(), "Only valid updates are counted", fault.orElse(""));
      violations.check(
          hasVerdict(plan, contributor),
          "What is decided has a verdict, and counts as it says",
          contributor.toString());
      violations.check(
          clients.add(contributor.client()), CommitCheck.ONCE, contributor.client() + " twice");
      violations.check(
          seats.add(contributor.seat()) && seats.size() <= plan.seats(),
          "One update counts for each seat",
          contributor + " in a round of " + plan.seats() + " seats");
    }
    Set<Integer> there = uploads.seats(plan.round(), writer.since());
    Set<Integer> known = uploads.seatsWithVerdict(plan.round(), writer.since());
    int uploaded = uploads.count(plan.round());
    if (decision.abandoned().isPresent()) {
      violations.check(
          (isFlood(plan, uploaded) ? known : there).size() < plan.minimum(),
          "A viable round is not abandoned",
          "seats "
              + there
              + " were there when the master began, with verdicts "
              + known
              + ", minimum "
              + plan.minimum());
    } else {
      violations.check(
          clients.size() >= plan.minimum(),
          "A round with fewer than the minimum is abandoned",
          clients + " of " + plan.minimum());
      // In parts an update that no worker has looked at counts only as far as the quorum needs it.
      // Neither does one that the master does not reach in its first pass.
      boolean readsAll =
          READS_OF_AN_UPDATE * uploaded + plan.seats() <= limits.mostReads()
              && !isFlood(plan, uploaded);
      Set<Integer> found = readsAll ? there : known;
      int byTime = (limits.mostReads() - known.size()) / READS_OF_AN_UPDATE;
      int reached = Math.min(byTime, limits.updates(plan.seats()));
      int others = uploaded - there.size();
      violations.check(
          plan.parts() > 0
              || clients.size() >= Math.min(there.size(), known.size() + reached - others),
          "The master reads as many updates as it has time for",
          clients + " count, and seats " + there + " were there");
      boolean inTime =
          plan.parts() == 0
              ? seats.containsAll(found)
              : clients.size() >= Math.min(plan.quorum(), found.size());
      violations.check(
          inTime,
          "Every update that existed when the master began counts",
          "seats " + found + " were there when the master began, and these count: " + seats);
    }
  }

  /** Whether there are more updates than invited clients can have uploaded. */
  private boolean isFlood(Plan plan, int uploaded) {
    return uploaded > limits.updates(plan.seats());
  }

  private boolean hasVerdict(Plan plan, Contributor contributor) {
    String key = ObjectKeys.verdict(job, plan.round(), contributor.seat());
    return documents
        .read(key, SeatVerdict.class)
        .map(SeatVerdict::contributor)
        .filter(first -> first.client().equals(contributor.client()))
        .filter(first -> first.examples() == contributor.examples())
        .isPresent();
  }

  /** The largest bound that gives nobody too large a share, by bisection. */
  private static Optional<Long> expectedMaxExamples(Plan plan, Decision decision) {
    List<Long> examples =
        decision.contributors().stream()
            .map(c -> Math.min(c.examples(), plan.admission().maxExamples()))
            .toList();
    double ratio = plan.admission().maxWeightRatio();
    boolean weighted = plan.aggregation().kind() == AggregationRule.Kind.WEIGHTED;
    if (!weighted || ratio == 0 || examples.size() < 2) {
      return Optional.empty();
    }
    long most = Collections.max(examples);
    if (isWithin(examples, most, ratio)) {
      return Optional.empty();
    }
    long low = Collections.min(examples);
    long high = most;
    while (high - low > 1) {
      long middle = (low + high) / 2;
      if (isWithin(examples, middle, ratio)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Optional.of(low);
  }

  /**
   * Whether the heaviest contributor weighs no more than all others together, and no more than the
   * ratio allows against more than half of the contributors.
   */
  private static boolean isWithin(List<Long> examples, long bound, double ratio) {
    long heaviest = Math.min(Collections.max(examples), bound);
    long sum = examples.stream().mapToLong(count -> Math.min(count, bound)).sum();
    long asHeavy = examples.stream().filter(count -> heaviest <= ratio * count).count();
    return heaviest <= sum - heaviest && asHeavy > examples.size() / 2;
  }
}
