package dev.rondo.core.step;

import dev.rondo.core.aggregation.Contributor;
import dev.rondo.core.aggregation.Contributors;
import dev.rondo.core.aggregation.Fold;
import dev.rondo.core.aggregation.PartialFile;
import dev.rondo.core.aggregation.Rejections;
import dev.rondo.core.round.Card;
import dev.rondo.core.round.LatestVersion;
import dev.rondo.core.round.Plan;
import dev.rondo.core.round.RoundRequest;
import dev.rondo.core.round.RoundResult;
import dev.rondo.core.round.RoundResult.Status;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.UpdateKey;
import dev.rondo.core.training.Evaluation;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The last step: counts once who was accepted, late, rejected and dropped, and writes how the round
 * ended.
 */
public final class CloseRound {

  private final ObjectStore store;
  private final Documents documents;
  private final LatestVersion latest;
  private final InstantSource clock;

  public CloseRound(ObjectStore store, InstantSource clock) {
    this.store = store;
    this.documents = new Documents(store);
    this.latest = new LatestVersion(store);
    this.clock = clock;
  }

  /**
   * @param evaluationError why the evaluation failed, when it did
   */
  public RoundResult run(RoundRequest request, Optional<String> evaluationError) {
    String key = ObjectKeys.result(request.job(), request.round());
    Optional<RoundResult> closed = documents.read(key, RoundResult.class);
    if (closed.isPresent()) {
      return closed.get();
    }
    Plan plan = documents.require(ObjectKeys.plan(request.job(), request.round()), Plan.class);
    Contributors decision =
        documents.require(
            ObjectKeys.contributors(request.job(), request.round()), Contributors.class);
    if (decision.abandoned().isPresent()) {
      latest.endRound(plan, plan.baseVersion());
    }
    return documents.writeOnce(key, result(plan, decision, evaluationError));
  }

  private RoundResult result(Plan plan, Contributors decision, Optional<String> evaluationError) {
    Optional<Card> card = documents.read(ObjectKeys.card(plan.job(), plan.round()), Card.class);
    Optional<Evaluation> evaluation =
        documents.read(ObjectKeys.evaluation(plan.job(), plan.round()), Evaluation.class);
    Counts counts = count(plan, decision);
    return new RoundResult(
        plan.job(),
        plan.round(),
        decision.abandoned().isPresent() ? Status.ABANDONED : Status.COMMITTED,
        card.map(Card::version),
        decision.abandoned(),
        plan.seats(),
        counts.accepted(),
        counts.late(),
        counts.rejected(),
        counts.dropped(plan.seats()),
        card.map(Card::trainLoss).orElse(OptionalDouble.empty()),
        evaluation.map(e -> OptionalDouble.of(e.loss())).orElse(OptionalDouble.empty()),
        evaluation.map(e -> OptionalDouble.of(e.accuracy())).orElse(OptionalDouble.empty()),
        evaluationError,
        plan.openedAt(),
        clock.instant());
  }

  private record Counts(int accepted, int late, int rejected) {

    /** Seats that brought nothing; never below zero, though uninvited updates count as rejected. */
    int dropped(int seats) {
      return Math.max(0, seats - accepted - late - rejected);
    }
  }

  private Counts count(Plan plan, Contributors decision) {
    Set<String> accepted = new HashSet<>();
    decision.contributors().forEach(contributor -> accepted.add(contributor.client()));
    Set<String> rejected = new HashSet<>();
    store
        .list(ObjectKeys.rejections(plan.job(), plan.round()))
        .forEach(info -> ObjectKeys.parseRejected(info.key()).ifPresent(rejected::add));
    Set<String> valid = validated(plan);
    Fold fold = new Fold(store, plan);
    Rejections rejections = new Rejections(documents);
    int late = 0;
    for (UpdateKey update : fold.uploaded()) {
      String client = update.client();
      if (accepted.contains(client) || rejected.contains(client)) {
        continue;
      }
      // An update whose event has not come yet has no verdict yet: give it one.
      Fold.Validated check =
          valid.contains(client)
              ? new Fold.Validated(Optional.empty(), Optional.empty())
              : fold.check(update);
      if (check.rejection().isPresent()) {
        rejections.record(update, check.rejection().get());
        rejected.add(client);
      } else {
        late++;
      }
    }
    return new Counts(accepted.size(), late, rejected.size());
  }

  /** Clients whose updates a worker found valid. */
  private Set<String> validated(Plan plan) {
    PartialFile partials = new PartialFile(store, plan);
    Set<String> clients = new HashSet<>();
    store.list(ObjectKeys.partials(plan.job(), plan.round())).stream()
        .filter(info -> ObjectKeys.partialCount(info.key()) > 0)
        .flatMap(info -> partials.contributors(info.key()).stream())
        .map(Contributor::client)
        .forEach(clients::add);
    return clients;
  }
}
