package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.update.Rejection;
import dev.rondo.rounds.update.UpdateReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds partial aggregates and updates of one round into one sum, and validates each update while
 * it streams in. If all updates are valid, one pass is enough. If an update turns out to be invalid
 * after a part of it was added, the rest is only validated, and a second pass folds the valid ones.
 * The same happens if two updates belong to one seat: the first in fold order counts. If norms
 * clip, an update is held in memory until its norm is known, and updates are read sequentially.
 *
 * <p>The same input in the same order gives the same bits on any number of threads: first the
 * partial aggregates, then the updates in their order, element by element (see {@link
 * Accumulator}). Memory: the sum, and a few blocks for each thread.
 */
public final class Fold {

  private final ObjectStore store;
  private final Plan plan;
  private final PartialFile partialFile;
  private final UpdateReader reader;
  private final int threads;

  /** Folds in the caller's thread. */
  public Fold(ObjectStore store, Plan plan) {
    this(store, plan, 1);
  }

  /**
   * Folds in several threads.
   *
   * @param store read by all of them at once when there are several
   * @param threads 1 or more; 1 is the caller's
   */
  public Fold(ObjectStore store, Plan plan, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
    }
    this.store = store;
    this.plan = plan;
    this.partialFile = new PartialFile(store, plan);
    this.reader = new UpdateReader(plan);
    this.threads = threads;
  }

  /**
   * The result of a fold.
   *
   * @param sum of all that is valid
   * @param updates the updates that it contains beside the partial aggregates, in fold order
   * @param duplicates valid updates whose seat another one in the sum has
   * @param rejections the others
   */
  public record Folded(
      PartialAggregate sum,
      List<UpdateKey> updates,
      List<Contributor> duplicates,
      Map<UpdateKey, Rejection> rejections) {}

  public Folded fold(List<String> partials, List<UpdateKey> updates) {
    PartialAggregate sum = new PartialAggregate(plan.layout().parameterCount());
    Map<UpdateKey, Rejection> rejections = new LinkedHashMap<>();
    List<Contributor> duplicates = new ArrayList<>();
    List<UpdateKey> left = updates;
    while (true) {
      FoldPass pass = new FoldPass(store, plan, reader, sum.accumulator());
      partials.forEach(key -> partialFile.addTo(sum, key));
      List<UpdateKey> valid = new ArrayList<>();
      boolean unique = true;
      for (Checked checked : pass.run(left, threads)) {
        if (checked instanceof Checked.Valid good && sum.isTaken(good.contributor())) {
          // Its numbers have been added: the next pass leaves it out.
          duplicates.add(good.contributor());
          unique = false;
        } else if (checked instanceof Checked.Valid good) {
          sum.count(good.contributor());
          valid.add(good.key());
        } else if (checked instanceof Checked.Rejected rejected) {
          rejections.put(rejected.key(), rejected.rejection());
        }
      }
      if (unique && !pass.spoilt()) {
        return new Folded(sum, valid, duplicates, rejections);
      }
      sum.clear();
      left = valid;
    }
  }

  /** Validates one update; empty if it is not in the store. */
  public Optional<Checked> check(UpdateKey key) {
    Optional<OpenUpdate> found = OpenUpdate.open(store, reader, key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (OpenUpdate update = found.get()) {
      boolean more = true;
      while (more) {
        more = update.next(); // Each block is validated as it is read.
      }
      return Optional.of(FoldPass.checked(plan, update, true));
    }
  }
}
