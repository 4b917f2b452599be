package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.aggregation.Checked;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Fold;
import dev.rondo.rounds.aggregation.PartialFile;
import dev.rondo.rounds.aggregation.Rejections;
import dev.rondo.rounds.update.Rejection;
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
import java.util.function.BooleanSupplier;

/**
 * The worker's step: validates a batch of uploaded updates, writes one partial aggregate or marker
 * for each round in the batch, and wakes the round when its quorum is reached.
 */
public final class FoldUpdates {

  private static final Logger LOG = System.getLogger(FoldUpdates.class.getName());

  private final ObjectStore store;
  private final Documents documents;
  private final AwaitQuorum awaitQuorum;
  private final int threads;
  private final BooleanSupplier timeIsUp;

  /** Folds in the caller's thread and has no time limit. */
  public FoldUpdates(ObjectStore store, AwaitQuorum awaitQuorum) {
    this(store, awaitQuorum, 1, () -> false);
  }

  /**
   * @param threads that read and fold updates at once; the result is the same
   * @param timeIsUp whether the batch's time is over. Of updates that are validated one by one,
   *     what is left then is delivered again, so that a batch of larger updates than it is meant
   *     for makes headway; one is always read
   */
  public FoldUpdates(
      ObjectStore store, AwaitQuorum awaitQuorum, int threads, BooleanSupplier timeIsUp) {
    this.store = store;
    this.documents = new Documents(store);
    this.awaitQuorum = awaitQuorum;
    this.threads = threads;
    this.timeIsUp = timeIsUp;
  }

  /**
   * The result of a batch.
   *
   * @param again ids of the events that have to be delivered again
   * @param causes why, one for each round that could not be folded: the store's fault, or a defect
   */
  public record Outcome(Set<String> again, List<RuntimeException> causes) {}

  /** Folds a batch. */
  public Outcome run(List<UpdateEvent> batch) {
    Set<String> again = new HashSet<>();
    List<RuntimeException> causes = new ArrayList<>();
    for (List<UpdateEvent> events : new RoundsOfBatch(documents).of(batch)) {
      try {
        Set<UpdateKey> left = foldRound(events);
        events.stream()
            .filter(event -> ObjectKeys.parseUpdate(event.key()).filter(left::contains).isPresent())
            .forEach(event -> again.add(event.id()));
      } catch (RuntimeException e) {
        // A failure in one round must not affect the other rounds of the batch.
        LOG.log(Level.WARNING, "A batch of updates failed and will be delivered again", e);
        events.forEach(event -> again.add(event.id()));
        causes.add(e);
      }
    }
    return new Outcome(again, causes);
  }

  /** Folds the events of one round. Returns the updates for which no time was left. */
  private Set<UpdateKey> foldRound(List<UpdateEvent> events) {
    UpdateKey first = ObjectKeys.parseUpdate(events.get(0).key()).orElseThrow();
    Optional<Plan> plan = documents.read(ObjectKeys.plan(first.job(), first.round()), Plan.class);
    if (plan.isEmpty() || documents.exists(ObjectKeys.result(first.job(), first.round()))) {
      return Set.of(); // No such round, or one that has ended: there is nothing left to count.
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
    Set<UpdateKey> left = new HashSet<>();
    boolean counted = fold(plan.get(), List.copyOf(updates.values()), refused, left);
    new Rejections(store).record(plan.get(), refused);
    if (counted) {
      awaitQuorum.wakeIfReached(plan.get());
    }
    return left;
  }

  /**
   * Folds the valid updates, collects the rejected ones and those for which no time was left, and
   * returns whether any update was valid.
   */
  private boolean fold(
      Plan plan, List<UpdateKey> updates, Map<UpdateKey, Rejection> refused, Set<UpdateKey> left) {
    if (updates.isEmpty()) {
      return false;
    }
    if (updates.size() == 1 || plan.parts() > 0) {
      return mark(plan, updates, refused, left);
    }
    Fold.Folded folded = new Fold(store, plan, threads).fold(List.of(), updates);
    refused.putAll(folded.rejections());
    if (!folded.duplicates().isEmpty()) {
      // Whether they count depends on the other batches, so this is no rejection.
      new PartialFile(store, plan).mark(folded.duplicates());
    }
    if (!folded.sum().contributors().isEmpty()) {
      new PartialFile(store, plan).write(folded.sum());
      return true;
    }
    return false;
  }

  /**
   * A model in parts has no partial sums: workers only validate, and leave a marker with the valid
   * updates.
   */
  private boolean mark(
      Plan plan, List<UpdateKey> updates, Map<UpdateKey, Rejection> refused, Set<UpdateKey> left) {
    Fold fold = new Fold(store, plan);
    List<Contributor> valid = new ArrayList<>();
    for (UpdateKey update : updates) {
      if (!update.equals(updates.get(0)) && timeIsUp.getAsBoolean()) {
        left.add(update);
        continue;
      }
      Optional<Checked> checked = fold.check(update);
      if (checked.isPresent() && checked.get() instanceof Checked.Valid good) {
        valid.add(good.contributor());
      } else if (checked.isPresent() && checked.get() instanceof Checked.Rejected rejected) {
        refused.put(update, rejected.rejection());
      }
    }
    if (!valid.isEmpty()) {
      new PartialFile(store, plan).mark(valid);
    }
    return !valid.isEmpty();
  }

  private static Rejection tooLarge(UpdateEvent event, Plan plan) {
    return new Rejection(
        Rejection.Reason.SIZE,
        event.size() + " bytes, but an update of this model has at most " + plan.maxUpdateBytes());
  }
}
