package dev.rondo.cli.execution;

import dev.rondo.cli.run.Run;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.state.RoundOwner;
import dev.rondo.rounds.state.RoundResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The progress of a round, read from the store.
 *
 * @param round the round
 * @param plan its plan, if it has been opened
 * @param execution the execution that owns it
 * @param seatsOut whether its seats are published
 * @param updates number of uploaded updates
 * @param rejected number of rejected updates
 * @param decided whether its contributors are frozen
 * @param abandoned why it is abandoned
 * @param committed whether its version is committed
 * @param result its result, if it has ended
 */
public record RoundView(
    int round,
    Optional<Plan> plan,
    Optional<String> execution,
    boolean seatsOut,
    int updates,
    int rejected,
    boolean decided,
    Optional<String> abandoned,
    boolean committed,
    Optional<RoundResult> result) {

  /** Reads a round. */
  public static RoundView read(Run run, int round) {
    Documents documents = run.documents();
    String job = run.job();
    Optional<Plan> plan = documents.read(ObjectKeys.plan(job, round), Plan.class);
    if (plan.isEmpty()) {
      return none(round);
    }
    Optional<RoundResult> result = documents.read(ObjectKeys.result(job, round), RoundResult.class);
    Optional<RoundOutcome> outcome = new RoundOutcomes(run.store()).read(job, round);
    return new RoundView(
        round,
        plan,
        documents.read(ObjectKeys.owner(job, round), RoundOwner.class).map(RoundOwner::execution),
        documents.exists(ObjectKeys.seats(job, round)),
        run.store().keys(ObjectKeys.updates(job, round)).size(),
        run.store().keys(ObjectKeys.rejections(job, round)).size(),
        documents.exists(ObjectKeys.decision(job, round)),
        outcome.flatMap(RoundOutcome::abandoned).map(Abandonment::reason),
        outcome.flatMap(RoundOutcome::committed).isPresent(),
        result);
  }

  private static RoundView none(int round) {
    return new RoundView(
        round,
        Optional.empty(),
        Optional.empty(),
        false,
        0,
        0,
        false,
        Optional.empty(),
        false,
        Optional.empty());
  }

  /** Its state, in a word or two. */
  public String state() {
    if (result.isPresent()) {
      return result.get().status().name().toLowerCase(Locale.ROOT);
    }
    if (plan.isEmpty()) {
      return "not open";
    }
    if (committed || abandoned.isPresent()) {
      return committed && plan.get().evaluate() ? "evaluating" : "closing";
    }
    if (decided) {
      return "aggregating";
    }
    return seatsOut ? "waiting for updates" : "opening";
  }

  /** The time until the deadline; negative after it. */
  public Duration left(Instant now) {
    return plan.map(open -> Duration.between(now, open.deadline())).orElse(Duration.ZERO);
  }

  /** Its progress in one line. */
  public String line(Instant now) {
    if (plan.isEmpty()) {
      return "round %s  %s".formatted(round, state());
    }
    String text =
        "round %s  %s  %s/%s updates".formatted(round, state(), updates, plan.get().quorum());
    if (rejected > 0) {
      text += ", %s rejected".formatted(rejected);
    }
    return decided ? text : text + ", " + deadline(now);
  }

  private String deadline(Instant now) {
    Duration left = left(now);
    return left.isNegative()
        ? "%s s past the deadline".formatted(-left.toSeconds())
        : "%s s to the deadline".formatted(left.toSeconds());
  }
}
