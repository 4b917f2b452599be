package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.privacy.ReleaseNoise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Folds partial aggregates and updates of one round into one sum, and validates each update while
 * it streams in. If all updates are valid, one pass is enough. If an update turns out to be invalid
 * after a part of it was added, or its seat has another update, or its verdict another weight, the
 * rest is only validated, and a second pass folds those that count. If norms clip, an update is
 * held in memory until its norm is known, and updates are read sequentially.
 *
 * <p>The same input in the same order gives the same bits on any number of threads: first the
 * partial aggregates, then the updates in their order, element by element (see {@link
 * Accumulator}). Memory: the sum, and a few blocks for each thread.
 */
public final class Fold {

  private final ObjectStore store;
  private final Plan plan;
  private final PartialFile partialFile;
  private final Blocks blocks;
  private final int threads;
  private final CountedExamples counted;
  private final UnaryOperator<List<Checked>> verdicts;
  private final BooleanSupplier timeIsUp;

  /**
   * Folds updates of a frozen decision, which need no verdict.
   *
   * @param threads 1 or more; 1 is the caller's
   * @param blocks in which sums and updates are read
   * @param counted how many examples of an update count, by the decision
   */
  public Fold(ObjectStore store, Plan plan, int threads, Blocks blocks, CountedExamples counted) {
    this(store, plan, threads, blocks, counted, UnaryOperator.identity());
  }

  /** Folds all updates, however long it takes. */
  public Fold(
      ObjectStore store,
      Plan plan,
      int threads,
      Blocks blocks,
      CountedExamples counted,
      UnaryOperator<List<Checked>> verdicts) {
    this(store, plan, threads, blocks, counted, verdicts, () -> false);
  }

  /**
   * Folds in several threads.
   *
   * @param store read by all of them at once when there are several
   * @param threads 1 or more; 1 is the caller's
   * @param blocks in which sums and updates are read
   * @param counted how many examples of an update count; called by several threads at once
   * @param verdicts gets the results of some updates as soon as they are known, and says what
   *     holds; called by several threads at once
   * @param timeIsUp whether updates that nobody has begun to read stay unread; some are always read
   */
  public Fold(
      ObjectStore store,
      Plan plan,
      int threads,
      Blocks blocks,
      CountedExamples counted,
      UnaryOperator<List<Checked>> verdicts,
      BooleanSupplier timeIsUp) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
    }
    this.store = store;
    this.plan = plan;
    this.partialFile = new PartialFile(store, plan, blocks);
    this.threads = threads;
    this.blocks = blocks;
    this.counted = counted;
    this.verdicts = verdicts;
    this.timeIsUp = timeIsUp;
  }

  /**
   * The result of a fold.
   *
   * @param sum of all that counts
   * @param measured the sums of what the clients of the updates measured, without those of the
   *     partial aggregates
   * @param updates the updates that it contains beside the partial aggregates, in fold order
   * @param unread the updates for which no time was left
   */
  public record Folded(
      PartialAggregate sum, MetricSums measured, List<UpdateKey> updates, List<UpdateKey> unread) {}

  public Folded fold(List<String> partials, List<UpdateKey> updates) {
    double step = ReleaseNoise.step(plan);
    PartialAggregate sum = new PartialAggregate(plan.updateLayout().parameterCount(), step);
    List<UpdateKey> left = updates;
    List<UpdateKey> unread = new ArrayList<>();
    CountedExamples examples = counted;
    BooleanSupplier stop = timeIsUp;
    while (true) {
      FoldPass pass =
          new FoldPass(store, plan, sum.accumulator(), examples, verdicts, stop, blocks);
      partials.forEach(key -> partialFile.addTo(sum, key));
      List<UpdateKey> valid = new ArrayList<>();
      MetricSums.Sum measured = new MetricSums.Sum();
      for (Checked checked : pass.run(left, threads)) {
        if (checked instanceof Checked.Valid good) {
          sum.count(good.contributor());
          good.measured().ifPresent(measured::add);
          valid.add(good.key());
        }
      }
      unread.addAll(pass.unread());
      if (!pass.spoilt()) {
        return new Folded(sum, measured.end(), valid, unread);
      }
      stop = () -> false; // These have verdicts, and would be read again by another worker.
      examples = CountedExamples.decided(sum.contributors());
      sum.clear();
      left = valid;
    }
  }
}
