package dev.rondo.core.shard;

import dev.rondo.core.aggregation.Contributor;
import dev.rondo.core.optimizer.ServerOptimizer;
import dev.rondo.core.round.Card;
import dev.rondo.core.round.Plan;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One shard at work. Its slice is folded once, however often it has to be uploaded. */
public final class Shard {

  private final ObjectStore store;
  private final Plan plan;
  private final ServerOptimizer optimizer;
  private final Reads reads;
  private final Slice slice;
  private @Nullable NewSlice folded;

  public Shard(ObjectStore store, Plan plan, ServerOptimizer optimizer, Reads reads, Slice slice) {
    this.store = store;
    this.plan = plan;
    this.optimizer = optimizer;
    this.reads = reads;
    this.slice = slice;
  }

  /** Squared distances between these updates on this shard's slice, in their order. */
  public double[][] distances(List<Contributor> candidates) {
    return new SliceDistances(store, plan, reads).measure(slice, candidates);
  }

  /**
   * Folds these updates, in this order, and puts the shard's part of the new version.
   *
   * @return what has been put; empty when there are no such uploads any more
   */
  public Optional<ShardUpload> upload(List<Contributor> contributors, VersionUploads uploads) {
    if (folded == null) {
      folded = new SliceFold(store, plan, optimizer, reads, slice, contributors, stateKey()).fold();
    }
    return new ShardWriter(store, plan, optimizer).put(folded, uploads);
  }

  private Optional<String> stateKey() {
    if (optimizer.state().isEmpty()) {
      return Optional.empty();
    }
    return new Documents(store)
        .require(ObjectKeys.card(plan.job(), plan.baseVersion()), Card.class)
        .optimizerKey();
  }
}
