package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.BucketView;
import dev.rondo.faults.service.Parsed;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.SeatTree;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundResult;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Rounds: each starts from the job's latest version, and its result is correct. */
final class RoundCheck {

  private final Violations violations;
  private final Parsed documents;
  private final Uploads uploads;
  private final RoundLimits limits;
  private final Supplier<Set<Seat>> sent;
  private final String job;

  RoundCheck(
      Violations violations,
      BucketView store,
      Uploads uploads,
      RoundLimits limits,
      Supplier<Set<Seat>> sent,
      String job) {
    this.violations = violations;
    this.documents = store.parsed();
    this.uploads = uploads;
    this.limits = limits;
    this.sent = sent;
    this.job = job;
  }

  private Latest latest() {
    return documents.require(ObjectKeys.latest(job), Latest.class);
  }

  void plan(int round) {
    Plan plan = documents.require(ObjectKeys.plan(job, round), Plan.class);
    Latest latest = latest();
    violations.check(
        plan.baseVersion() == latest.version() && round == latest.throughRound() + 1,
        "A round begins from where the job stands",
        "round " + round + " from version " + plan.baseVersion() + " at " + latest);
    violations.check(
        round == 1 || documents.exists(ObjectKeys.result(job, round - 1)),
        "A round opens after the result of the round before",
        "round " + round + " is open");
  }

  /** Once a round is said to have its seats, nobody sends them again. */
  void seats(int round) {
    Plan plan = documents.require(ObjectKeys.plan(job, round), Plan.class);
    Set<Integer> proven =
        sent.get().stream()
            .filter(seat -> seat.job().equals(job) && seat.round() == round)
            .filter(
                seat ->
                    SeatTree.seat(seat.nonce(), plan.seatRoot(), plan.seats())
                        .equals(OptionalInt.of(seat.seat())))
            .map(Seat::seat)
            .collect(Collectors.toSet());
    violations.check(
        proven.size() == plan.seats(),
        "No seat is lost",
        "%s of %s seats of round %s were sent".formatted(proven.size(), plan.seats(), round));
  }

  void result(int round, Actor writer) {
    RoundResult result = documents.require(ObjectKeys.result(job, round), RoundResult.class);
    Optional<RoundOutcome> outcome =
        documents.read(ObjectKeys.outcome(job, round), RoundOutcome.class);
    boolean committed = result.status() == RoundResult.Status.COMMITTED;
    boolean manifest = documents.exists(ObjectKeys.manifest(job, round));
    violations.check(
        outcome.isPresent()
            && committed == outcome.get().committed().isPresent()
            && committed == manifest
            && committed == result.version().isPresent()
            && result.reason().equals(outcome.get().abandoned().map(Abandonment::reason)),
        "A round ends committed, or abandoned with a reason",
        result + " after " + outcome);
    violations.check(
        latest().throughRound() >= round, "A closed round has ended", result + " at " + latest());
    int contributors =
        committed
            ? documents
                .require(ObjectKeys.decision(job, round), Decision.class)
                .contributors()
                .size()
            : 0;
    counts(round, result, contributors, writer.since());
  }

  private void counts(int round, RoundResult result, int contributors, int since) {
    int good = result.accepted() + result.late();
    int bad = result.rejected();
    // Of an update whose seat is taken only the header is read, so it may be invalid as well.
    int duplicates = result.duplicateSeats();
    boolean all = readsAll(round, result.seats(), contributors);
    int before =
        (all ? uploads.seats(round, since) : uploads.seatsWithVerdict(round, since)).size();
    int ever = all ? uploads.possibleSeats(round).size() : result.seats();
    violations.check(
        result.accepted() == contributors
            && bad >= 0
            && duplicates >= 0
            && good >= before
            && good <= ever
            && (!all || bad + duplicates >= uploads.invalid(round, since))
            && (!all || bad <= uploads.doubtful(round))
            && (!all || good + bad + duplicates <= uploads.count(round))
            && good + result.dropped() == result.seats(),
        "Accepted, late, rejected and dropped are what came",
        result.toString());
  }

  /** Whether the last step may give a verdict to all updates; it estimates the others. */
  private boolean readsAll(int round, int seats, int contributors) {
    Plan plan = documents.require(ObjectKeys.plan(job, round), Plan.class);
    int count = uploads.count(round);
    return count <= limits.mostVerdicts()
        && count <= 2 * seats + limits.spareUpdates()
        && count * plan.maxUpdateBytes() <= limits.mostVerdictBytes()
        && uploads.seatsWithVerdict(round, Integer.MAX_VALUE).size() - contributors
            <= limits.mostVerdictsRead();
  }

  void ended(int round) {
    violations.check(
        documents.exists(ObjectKeys.result(job, round)),
        "A round ends",
        "round " + round + " has no result");
  }
}
