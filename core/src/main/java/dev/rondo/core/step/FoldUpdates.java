package dev.rondo.core.step;

import dev.rondo.core.aggregation.Contributor;
import dev.rondo.core.aggregation.Fold;
import dev.rondo.core.aggregation.PartialFile;
import dev.rondo.core.aggregation.Rejections;
import dev.rondo.core.round.Plan;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.UpdateKey;
import dev.rondo.core.update.Rejection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The worker's step: takes a batch of events, validates the updates and leaves one partial
 * aggregate or marker for each round in the batch, then wakes the round when its quorum is there.
 */
public final class FoldUpdates {

  private static final Logger LOG = System.getLogger(FoldUpdates.class.getName());

  private final ObjectStore store;
  private final Documents documents;
  private final AwaitQuorum awaitQuorum;
  private final int threads;

  /** In the caller's thread. */
  public FoldUpdates(ObjectStore store, AwaitQuorum awaitQuorum) {
    this(store, awaitQuorum, 1);
  }

  /**
   * @param threads that read and fold updates at once; the result is the same
   */
  public FoldUpdates(ObjectStore store, AwaitQuorum awaitQuorum, int threads) {
    this.store = store;
    this.documents = new Documents(store);
    this.awaitQuorum = awaitQuorum;
    this.threads = threads;
  }

  /** Folds a batch and returns the ids of the events that have to be delivered again. */
  public Set<String> run(List<UpdateEvent> batch) {
    Set<String> again = new HashSet<>();
    for (List<UpdateEvent> events : new RoundsOfBatch(documents).of(batch)) {
      try {
        foldRound(events);
      } catch (RuntimeException e) {
        // One round's trouble is not that of the others in the batch.
        LOG.log(Level.WARNING, "A batch of updates will be delivered again", e);
        events.forEach(event -> again.add(event.id()));
      }
    }
    return again;
  }

  private void foldRound(List<UpdateEvent> events) {
    UpdateKey first = ObjectKeys.parseUpdate(events.get(0).key()).orElseThrow();
    Optional<Plan> plan = documents.read(ObjectKeys.plan(first.job(), first.round()), Plan.class);
    if (plan.isEmpty() || documents.exists(ObjectKeys.result(first.job(), first.round()))) {
      return; // No such round, or one that has ended: there is nothing left to count.
    }
    Map<UpdateKey, Rejection> refused = new LinkedHashMap<>();
    Map<String, UpdateKey> updates = new TreeMap<>();
    for (UpdateEvent event : events) {
      UpdateKey update = ObjectKeys.parseUpdate(event.key()).orElseThrow();
      if (event.size() > plan.get().maxUpdateBytes()) {
        refused.put(update, tooLarge(event, plan.get()));
      } else {
        updates.put(update.client(), update);
      }
    }
    boolean counted = fold(plan.get(), List.copyOf(updates.values()), refused);
    new Rejections(store).record(plan.get(), refused);
    if (counted) {
      awaitQuorum.wakeIfReached(plan.get());
    }
  }

  /** Folds what is valid, adds what is not to the refused, and says whether anything was valid. */
  private boolean fold(Plan plan, List<UpdateKey> updates, Map<UpdateKey, Rejection> refused) {
    if (updates.isEmpty()) {
      return false;
    }
    if (updates.size() == 1 || plan.shards() > 0) {
      return mark(plan, updates, refused);
    }
    Fold.Folded folded = new Fold(store, plan, threads).fold(List.of(), updates);
    refused.putAll(folded.rejections());
    if (!folded.sum().contributors().isEmpty()) {
      new PartialFile(store, plan).write(folded.sum());
      return true;
    }
    return false;
  }

  /** In shards nobody holds a sum: the valid updates are left to them, with their verdicts. */
  private boolean mark(Plan plan, List<UpdateKey> updates, Map<UpdateKey, Rejection> refused) {
    Fold fold = new Fold(store, plan);
    List<Contributor> valid = new ArrayList<>();
    for (UpdateKey update : updates) {
      Fold.Validated validated = fold.check(update);
      validated.contributor().ifPresent(valid::add);
      validated.rejection().ifPresent(rejection -> refused.put(update, rejection));
    }
    if (!valid.isEmpty()) {
      new PartialFile(store, plan).mark(valid);
    }
    return !valid.isEmpty();
  }

  private static Rejection tooLarge(UpdateEvent event, Plan plan) {
    return new Rejection(
        Rejection.Reason.SIZE,
        event.size() + " bytes, and at most " + plan.maxUpdateBytes() + " can be an update");
  }
}
