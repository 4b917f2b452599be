package dev.rondo.rounds.step;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.RoundResult.Status;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The last step of a round: counts accepted, late, rejected and dropped once, and writes the
 * result. Updates without a verdict get one, up to {@link RoundLimits#verdicts}, unless the round
 * has too many verdicts to find them ({@link RoundLimits#mayReadVerdicts}). Updates that stay
 * unread count as late as far as they can be those of seats without a valid update, else as
 * rejected.
 */
public final class CloseRound {

  private static final String NOT_EVALUATED =
      "The execution of the round ended before the evaluation";

  private final ObjectStore store;
  private final Documents documents;
  private final RoundOutcomes outcomes;
  private final InstantSource clock;
  private final Reads reads;

  /** Reads sequentially. */
  public CloseRound(ObjectStore store, InstantSource clock) {
    this(store, clock, Reads.oneByOne());
  }

  /**
   * @param reads how the verdicts on valid updates are read
   */
  public CloseRound(ObjectStore store, InstantSource clock, Reads reads) {
    this.store = store;
    this.documents = new Documents(store);
    this.outcomes = new RoundOutcomes(store);
    this.clock = clock;
    this.reads = reads;
  }

  /**
   * Closes a round that is committed or abandoned.
   *
   * @param evaluationError why the evaluation failed, when it did
   * @throws InvalidInputException if it is neither
   */
  public RoundResult run(RoundRequest request, Optional<String> evaluationError) {
    String key = ObjectKeys.result(request.job(), request.round());
    Optional<RoundResult> closed = documents.read(key, RoundResult.class);
    if (closed.isPresent()) {
      return closed.get();
    }
    Plan plan = documents.require(ObjectKeys.plan(request.job(), request.round()), Plan.class);
    RoundOutcome outcome =
        outcomes
            .read(request.job(), request.round())
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "Cannot close round %s of job %s: it is neither committed nor abandoned. To aggregate it: rondo round start. To abandon it: rondo round abandon %s"
                            .formatted(request.round(), request.job(), request.round())));
    outcomes.complete(plan, outcome);
    return documents.writeOnce(key, result(plan, outcome, evaluationError));
  }

  private RoundResult result(Plan plan, RoundOutcome outcome, Optional<String> evaluationError) {
    Optional<VersionManifest> manifest = outcome.committed();
    // The decision of an abandoned round counts for nothing, and may be why it was abandoned.
    List<Contributor> contributors =
        outcome.wasAbandoned()
            ? List.of()
            : documents
                .require(ObjectKeys.decision(plan.job(), plan.round()), Decision.class)
                .contributors();
    Optional<Evaluation> evaluation =
        documents.read(ObjectKeys.evaluation(plan.job(), plan.round()), Evaluation.class);
    boolean leftOut = manifest.isPresent() && plan.evaluate() && evaluation.isEmpty();
    Counts counts = count(plan, contributors);
    return new RoundResult(
        plan.job(),
        plan.round(),
        outcome.wasAbandoned() ? Status.ABANDONED : Status.COMMITTED,
        manifest.map(VersionManifest::version),
        outcome.abandoned().map(Abandonment::reason),
        plan.seats(),
        counts.accepted(),
        counts.late(),
        counts.rejected(),
        counts.dropped(plan.seats()),
        counts.duplicateSeats(),
        manifest.map(VersionManifest::trainLoss).orElse(OptionalDouble.empty()),
        evaluation.map(e -> OptionalDouble.of(e.loss())).orElse(OptionalDouble.empty()),
        evaluation.map(e -> OptionalDouble.of(e.accuracy())).orElse(OptionalDouble.empty()),
        evaluationError.or(() -> leftOut ? Optional.of(NOT_EVALUATED) : Optional.empty()),
        plan.openedAt(),
        clock.instant());
  }

  private record Counts(int accepted, int late, int rejected, int duplicateSeats) {

    /**
     * Seats without a valid update. A rejected update changes nothing here: it may be of a client
     * that has no seat.
     */
    int dropped(int seats) {
      return Math.max(0, seats - accepted - late);
    }
  }

  private Counts count(Plan plan, List<Contributor> contributors) {
    Set<String> accepted = new HashSet<>();
    Set<Integer> seats = new HashSet<>();
    for (Contributor contributor : contributors) {
      accepted.add(contributor.client());
      seats.add(contributor.seat());
    }
    RawUpdates left = new RawUpdates(store, plan, accepted);
    int late = 0;
    int assumed = 0;
    if (left.size() > 0) {
      ValidUpdates updates = new ValidUpdates(store, plan, reads);
      late = beside(seats, updates);
      if (late < left.size() && RoundLimits.mayReadVerdicts(late)) {
        validate(plan, updates, seats, left.all());
        left = left.with(accepted);
        late = beside(seats, updates);
      }
      assumed = assumedLate(plan.seats() - accepted.size() - late, late, left, updates);
    }
    // By the seats: the update of a seat may have come after the uploads were listed.
    int unread = Math.max(0, left.size() - late);
    int rejected = left.refused().size() - left.duplicates() + unread - assumed;
    return new Counts(accepted.size(), late + assumed, rejected, left.duplicates());
  }

  /**
   * How many of the updates that stay unread count as late: at most one for each open seat, and
   * only those that can be updates by their size and client, so that bogus ones do not hide that
   * seats were dropped.
   */
  private static int assumedLate(int openSeats, int late, RawUpdates left, ValidUpdates updates) {
    return left.size() <= late || left.isFlood()
        ? 0
        : Math.max(0, Math.min(openSeats, left.possible(updates::isInvited) - late));
  }

  /** How many seats have a valid update beside those of the decision. */
  private static int beside(Set<Integer> decided, ValidUpdates updates) {
    return (int) updates.seats().stream().filter(seat -> !decided.contains(seat)).count();
  }

  /** Gives updates without a verdict one, up to the limit. */
  private static void validate(
      Plan plan, ValidUpdates updates, Set<Integer> decided, List<UpdateKey> uploaded) {
    Set<String> known = updates.known(decided).keySet();
    List<UpdateKey> open = uploaded.stream().filter(u -> !known.contains(u.client())).toList();
    int read = Math.min(open.size(), RoundLimits.verdicts(plan.seats(), plan.maxUpdateBytes()));
    updates.validate(open.subList(0, read), read);
  }
}
