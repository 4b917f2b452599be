package dev.rondo.rounds.step;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.aggregation.Checked;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.Fold;
import dev.rondo.rounds.aggregation.Rejections;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.RoundResult.Status;
import dev.rondo.rounds.update.Rejection;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The last step of a round: counts accepted, late, rejected and dropped once, and writes the
 * result. Updates without a verdict get one, up to {@link RoundLimits#verdicts}. Updates that stay
 * unread count as late, or as rejected if more was uploaded than the seats allow.
 */
public final class CloseRound {

  private final ObjectStore store;
  private final Documents documents;
  private final LatestVersion latest;
  private final InstantSource clock;
  private final Reads reads;

  /** Reads sequentially. */
  public CloseRound(ObjectStore store, InstantSource clock) {
    this(store, clock, Reads.oneByOne());
  }

  /**
   * @param reads how the markers of valid updates are read
   */
  public CloseRound(ObjectStore store, InstantSource clock, Reads reads) {
    this.store = store;
    this.documents = new Documents(store);
    this.latest = new LatestVersion(store);
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
    Decision decision =
        documents.require(ObjectKeys.decision(request.job(), request.round()), Decision.class);
    Optional<VersionManifest> manifest =
        documents.read(ObjectKeys.manifest(request.job(), request.round()), VersionManifest.class);
    if (decision.abandoned().isPresent()) {
      latest.endRound(plan, plan.baseVersion());
    } else if (manifest.isEmpty()) {
      throw new InvalidInputException(
          "Round %s of job %s has a decision, but no version yet. To aggregate it: rondo round start"
              .formatted(request.round(), request.job()));
    }
    return documents.writeOnce(key, result(plan, decision, manifest, evaluationError));
  }

  private RoundResult result(
      Plan plan,
      Decision decision,
      Optional<VersionManifest> manifest,
      Optional<String> evaluationError) {
    Optional<Evaluation> evaluation =
        documents.read(ObjectKeys.evaluation(plan.job(), plan.round()), Evaluation.class);
    Counts counts = count(plan, decision);
    return new RoundResult(
        plan.job(),
        plan.round(),
        decision.abandoned().isPresent() ? Status.ABANDONED : Status.COMMITTED,
        manifest.map(VersionManifest::version),
        decision.abandoned(),
        plan.seats(),
        counts.accepted(),
        counts.late(),
        counts.rejected(),
        counts.dropped(plan.seats()),
        counts.duplicateSeats(),
        manifest.map(VersionManifest::trainLoss).orElse(OptionalDouble.empty()),
        evaluation.map(e -> OptionalDouble.of(e.loss())).orElse(OptionalDouble.empty()),
        evaluation.map(e -> OptionalDouble.of(e.accuracy())).orElse(OptionalDouble.empty()),
        evaluationError,
        plan.openedAt(),
        clock.instant());
  }

  private record Counts(int accepted, int late, int rejected, int duplicateSeats) {

    /** Seats without an update; at least 0, although uninvited updates count as rejected. */
    int dropped(int seats) {
      return Math.max(0, seats - accepted - late - rejected);
    }
  }

  private Counts count(Plan plan, Decision decision) {
    Set<String> accepted = new HashSet<>();
    Set<Integer> seats = new HashSet<>();
    for (Contributor contributor : decision.contributors()) {
      accepted.add(contributor.client());
      seats.add(contributor.seat());
    }
    RawUpdates raw = new RawUpdates(store, plan, accepted);
    if (raw.all().isEmpty()) {
      return new Counts(accepted.size(), 0, raw.refused().size(), 0);
    }
    Map<String, Integer> valid = new KnownContributors(reads).validated(store, plan);
    List<UpdateKey> unverified =
        raw.all().stream().filter(update -> !valid.containsKey(update.client())).toList();
    int read =
        Math.min(unverified.size(), RoundLimits.verdicts(plan.seats(), plan.maxUpdateBytes()));
    Map<UpdateKey, Rejection> refused = check(plan, unverified.subList(0, read), valid);
    new Rejections(store).record(plan, refused);
    int unread = raw.isFlood() ? unverified.size() - read : 0;
    int duplicates = 0;
    for (UpdateKey update : raw.all()) {
      Integer seat = valid.get(update.client());
      duplicates += seat != null && !seats.add(seat) ? 1 : 0;
    }
    return new Counts(
        accepted.size(),
        raw.all().size() - refused.size() - unread - duplicates,
        raw.refused().size() + refused.size() + unread,
        duplicates);
  }

  /**
   * Validates updates whose upload event has not arrived yet.
   *
   * @param valid gets the valid ones, with their seats
   */
  private Map<UpdateKey, Rejection> check(
      Plan plan, List<UpdateKey> updates, Map<String, Integer> valid) {
    Fold fold = new Fold(store, plan);
    Map<UpdateKey, Rejection> refused = new LinkedHashMap<>();
    for (UpdateKey update : updates) {
      Optional<Checked> checked = fold.check(update);
      if (checked.isPresent() && checked.get() instanceof Checked.Rejected rejected) {
        refused.put(update, rejected.rejection());
      } else if (checked.isPresent() && checked.get() instanceof Checked.Valid good) {
        valid.put(update.client(), good.contributor().seat());
      }
    }
    return refused;
  }
}
