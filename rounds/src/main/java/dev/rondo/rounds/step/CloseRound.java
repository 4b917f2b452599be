package dev.rondo.rounds.step;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.MetricSums;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.RoundResult.Status;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The last step of a round: counts accepted, late, rejected and dropped once ({@link
 * CountUpdates}), and writes the result.
 */
public final class CloseRound {

  private static final String NOT_EVALUATED =
      "The execution of the round ended before the evaluation";

  private final ObjectStore store;
  private final Documents documents;
  private final RoundOutcomes outcomes;
  private final InstantSource clock;
  private final Resources resources;

  /** Reads sequentially. */
  public CloseRound(ObjectStore store, InstantSource clock) {
    this(store, clock, Resources.oneByOne());
  }

  public CloseRound(ObjectStore store, InstantSource clock, Resources resources) {
    this.store = store;
    this.documents = new Documents(store);
    this.outcomes = new RoundOutcomes(store);
    this.clock = clock;
    this.resources = resources;
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
    Optional<Decision> decision =
        outcome.wasAbandoned()
            ? Optional.empty()
            : Optional.of(
                documents.require(ObjectKeys.decision(plan.job(), plan.round()), Decision.class));
    List<Contributor> contributors = decision.map(Decision::contributors).orElse(List.of());
    Optional<ClientEvaluation> byClients = decision.flatMap(d -> byClients(plan, d.measured()));
    Optional<Evaluation> evaluation =
        documents.read(ObjectKeys.evaluation(plan.job(), plan.round()), Evaluation.class);
    boolean leftOut = manifest.isPresent() && plan.evaluate() && evaluation.isEmpty();
    UpdateCounts counts = new CountUpdates(store, plan, resources).beside(contributors);
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
        evaluation.map(Evaluation::metrics).orElseGet(TreeMap::new),
        byClients,
        evaluationError
            .or(() -> leftOut ? Optional.of(NOT_EVALUATED) : Optional.empty())
            .or(() -> evaluation.flatMap(CloseRound::divergence))
            .or(() -> byClients.map(ClientEvaluation::evaluation).flatMap(CloseRound::divergence)),
        plan.openedAt(),
        clock.instant());
  }

  /**
   * What clients measured. It is the evaluation of their base version, too, unless that was
   * evaluated before: by the server, or by the clients of an earlier round.
   */
  private Optional<ClientEvaluation> byClients(Plan plan, MetricSums sums) {
    if (sums.clients() == 0) {
      return Optional.empty();
    }
    Evaluation evaluation = sums.evaluation();
    Evaluation unused =
        documents.writeOnce(ObjectKeys.evaluation(plan.job(), plan.baseVersion()), evaluation);
    return Optional.of(new ClientEvaluation(plan.baseVersion(), sums.clients(), evaluation));
  }

  /** What a version means whose loss is not a finite number. */
  private static Optional<String> divergence(Evaluation evaluation) {
    return evaluation.notFinite().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The %s of the version is not finite: the training has diverged. Try a lower learning_rate, or bound the updates with clip_update_norm"
                .formatted(String.join(" and ", evaluation.notFinite())));
  }
}
