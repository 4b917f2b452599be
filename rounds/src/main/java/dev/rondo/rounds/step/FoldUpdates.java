package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.aggregation.Checked;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Fold;
import dev.rondo.rounds.aggregation.PartialAggregate;
import dev.rondo.rounds.aggregation.PartialFile;
import dev.rondo.rounds.aggregation.Verdicts;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The worker's step: validates a batch of uploaded updates, writes a verdict on each and one
 * partial aggregate for each round in the batch, and wakes the round when its quorum is reached.
 */
public final class FoldUpdates {

  private static final Logger LOG = System.getLogger(FoldUpdates.class.getName());

  private final ObjectStore store;
  private final Documents documents;
  private final AwaitQuorum awaitQuorum;
  private final Resources resources;
  private final BooleanSupplier timeIsUp;

  /** Folds in the caller's thread and has no time limit. */
  public FoldUpdates(ObjectStore store, AwaitQuorum awaitQuorum) {
    this(store, awaitQuorum, Resources.oneByOne(), () -> false);
  }

  /**
   * @param timeIsUp whether the batch's time is over. What nobody has begun to read then is
   *     delivered again, so that a batch of larger updates than it is meant for makes headway; some
   *     are always read
   */
  public FoldUpdates(
      ObjectStore store, AwaitQuorum awaitQuorum, Resources resources, BooleanSupplier timeIsUp) {
    this.store = store;
    this.resources = resources;
    this.documents = new Documents(store);
    this.awaitQuorum = awaitQuorum;
    this.timeIsUp = timeIsUp;
  }

  /**
   * The result of a batch.
   *
   * @param again ids of the events that have to be delivered again
   * @param causes why, one for each round or update that could not be folded: the store's fault, a
   *     lack of memory, or a defect
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
      } catch (VirtualMachineError | LinkageError e) {
        LOG.log(Level.WARNING, FailedWork.by(e, events), e);
        if (events.size() == 1) {
          fail(events.get(0), e, again, causes);
        } else {
          events.forEach(event -> foldAlone(event, again, causes));
        }
      }
    }
    return new Outcome(again, causes);
  }

  /**
   * Gives an event a try of its own after an Error of the Java runtime, such as a lack of memory,
   * ended the fold of all events of its round: one update takes the least memory, and if an update
   * is the cause, the others count.
   */
  private void foldAlone(UpdateEvent event, Set<String> again, List<RuntimeException> causes) {
    if (timeIsUp.getAsBoolean()) {
      again.add(event.id());
      return;
    }
    try {
      foldRound(List.of(event));
    } catch (RuntimeException e) {
      again.add(event.id());
      causes.add(e);
    } catch (VirtualMachineError | LinkageError e) {
      fail(event, e, again, causes);
    }
  }

  private static void fail(
      UpdateEvent event, Error error, Set<String> again, List<RuntimeException> causes) {
    again.add(event.id());
    causes.add(new IllegalStateException(FailedWork.by(error, List.of(event)), error));
  }

  /** Folds the events of one round. Returns the updates for which no time was left. */
  private Set<UpdateKey> foldRound(List<UpdateEvent> events) {
    UpdateKey first = ObjectKeys.parseUpdate(events.get(0).key()).orElseThrow();
    Optional<Plan> plan = documents.read(ObjectKeys.plan(first.job(), first.round()), Plan.class);
    if (plan.isEmpty() || documents.exists(ObjectKeys.result(first.job(), first.round()))) {
      return Set.of(); // No such round, or one that has ended: there is nothing left to count.
    }
    Verdicts verdicts =
        Verdicts.ofWorker(store, plan.get(), resources.blocks(), resources.limits());
    SortedMap<String, UpdateKey> updates = new TreeMap<>();
    for (UpdateEvent event : events) {
      UpdateKey update = ObjectKeys.parseUpdate(event.key()).orElseThrow();
      if (verdicts.rejectUnread(update, event.size()).isEmpty()) {
        updates.put(update.client(), update);
      }
    }
    Set<UpdateKey> left = new HashSet<>();
    Set<Integer> seats = fold(plan.get(), verdicts, List.copyOf(updates.values()), left);
    boolean redelivered = events.stream().anyMatch(UpdateEvent::redelivered);
    if (redelivered && seats.size() < events.size()) {
      // The roster may refuse now what an earlier delivery has counted without waking the round.
      awaitQuorum.wakeIfReached(plan.get());
    } else if (!seats.isEmpty()) {
      awaitQuorum.wakeIfReached(plan.get(), seats);
    }
    return left;
  }

  /**
   * Folds the updates that count and collects those for which no time was left.
   *
   * @return the seats of the updates that count
   */
  private Set<Integer> fold(
      Plan plan, Verdicts verdicts, List<UpdateKey> updates, Set<UpdateKey> left) {
    if (updates.size() <= 1 || plan.parts() > 0) {
      return validate(verdicts, updates, left);
    }
    verdicts.forgetGuests(); // All are admitted, and the sum needs the memory.
    Fold fold =
        new Fold(
            store,
            plan,
            resources.threads(),
            resources.blocks(),
            verdicts.examples(),
            checked -> resources.reads().all(checked, verdicts::record),
            timeIsUp);
    Fold.Folded folded = fold.fold(List.of(), updates);
    left.addAll(folded.unread());
    PartialAggregate sum = folded.sum();
    if (!sum.contributors().isEmpty()) {
      new PartialFile(store, plan, resources.blocks()).write(sum, folded.measured());
    }
    return seats(sum.contributors());
  }

  /**
   * Only validates: a sum of one update has nothing to add, and a model in parts has no partial
   * sums.
   */
  private Set<Integer> validate(Verdicts verdicts, List<UpdateKey> updates, Set<UpdateKey> left) {
    List<Contributor> valid = new ArrayList<>();
    for (UpdateKey update : updates) {
      if (!update.equals(updates.get(0)) && timeIsUp.getAsBoolean()) {
        left.add(update);
      } else if (verdicts.of(update).orElse(null) instanceof Checked.Valid good) {
        valid.add(good.contributor());
      }
    }
    return seats(valid);
  }

  private static Set<Integer> seats(Collection<Contributor> contributors) {
    return contributors.stream().map(Contributor::seat).collect(Collectors.toSet());
  }
}
