package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.update.Rejection;
import dev.rondo.rounds.update.UpdateReader;
import dev.rondo.rounds.update.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds partial aggregates and updates of one round into one sum, each update validated while it
 * streams in. Hopes that all are valid and needs one pass then; when one turns out not to be after
 * a part of it was added, the rest is validated only and a second pass folds the valid ones. Where
 * norms clip, an update waits until its norm is known, so that one more model's worth of F32 is
 * held, and one is read after the other.
 *
 * <p>The same input in the same order gives the same bits, on any number of threads: partial
 * aggregates first, then the updates one after the other, element by element, as {@link
 * Accumulator} has it. Memory: the sum, and a few blocks for each thread.
 */
public final class Fold {

  private final ObjectStore store;
  private final Plan plan;
  private final PartialFile partialFile;
  private final UpdateReader reader;
  private final int threads;

  /** A fold in the caller's thread. */
  public Fold(ObjectStore store, Plan plan) {
    this(store, plan, 1);
  }

  /**
   * A fold that reads and adds in several threads.
   *
   * @param store read by all of them at once when there are several
   * @param threads 1 or more; 1 is the caller's
   */
  public Fold(ObjectStore store, Plan plan, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("A fold takes a thread, not " + threads);
    }
    this.store = store;
    this.plan = plan;
    this.partialFile = new PartialFile(store, plan);
    this.reader = new UpdateReader(plan);
    this.threads = threads;
  }

  /**
   * What a fold brought.
   *
   * @param sum of all that is valid
   * @param updates the updates that it contains beside the partial aggregates, in fold order
   * @param rejections the others
   */
  public record Folded(
      PartialAggregate sum, List<UpdateKey> updates, Map<UpdateKey, Rejection> rejections) {}

  public Folded fold(List<String> partials, List<UpdateKey> updates) {
    PartialAggregate sum = new PartialAggregate(plan.layout().parameterCount());
    Map<UpdateKey, Rejection> rejections = new LinkedHashMap<>();
    List<UpdateKey> left = updates;
    while (true) {
      FoldPass pass = new FoldPass(store, plan, reader, sum.accumulator());
      partials.forEach(key -> partialFile.addTo(sum, key));
      List<UpdateKey> valid = new ArrayList<>();
      for (FoldPass.Checked checked : pass.run(left, threads)) {
        checked.rejection().ifPresent(rejection -> rejections.put(checked.key(), rejection));
        checked.contributor().ifPresent(sum::count);
        checked.contributor().ifPresent(contributor -> valid.add(checked.key()));
      }
      if (!pass.spoilt()) {
        return new Folded(sum, valid, rejections);
      }
      sum.clear();
      left = valid;
    }
  }

  /** Validates one update and says what it would contribute; empty when invalid or not there. */
  public Validated check(UpdateKey key) {
    Optional<OpenUpdate> found = OpenUpdate.open(store, reader, key);
    if (found.isEmpty()) {
      return new Validated(Optional.empty(), Optional.empty());
    }
    try (OpenUpdate update = found.get()) {
      boolean more = true;
      while (more) {
        more = update.next(); // It is looked at while it passes.
      }
      if (update.verdict() instanceof Verdict.Valid valid) {
        Contributor contributor =
            FoldPass.contributor(plan, update, valid, Optional.of(valid.placement()));
        return new Validated(Optional.of(contributor), Optional.empty());
      }
      return new Validated(Optional.empty(), Optional.of((Rejection) update.verdict()));
    }
  }

  /** One of the two, or neither when the update is not there. */
  public record Validated(Optional<Contributor> contributor, Optional<Rejection> rejection) {}

  /** The updates of the round that are in the store, by client. */
  public List<UpdateKey> uploaded() {
    return store.list(ObjectKeys.updates(plan.job(), plan.round())).stream()
        .flatMap(info -> ObjectKeys.parseUpdate(info.key()).stream())
        .toList();
  }
}
