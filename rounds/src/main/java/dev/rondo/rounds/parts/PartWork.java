package dev.rondo.rounds.parts;

import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Aggregates one model part. The part is folded once, even if it has to be uploaded again. */
public final class PartWork {

  private final ObjectStore store;
  private final Plan plan;
  private final ServerOptimizer optimizer;
  private final Reads reads;
  private final Blocks blocks;
  private final ModelPart part;
  private @Nullable NewPart folded;

  /**
   * @param blocks that the optimizer processes at a time
   */
  public PartWork(
      ObjectStore store,
      Plan plan,
      ServerOptimizer optimizer,
      Reads reads,
      Blocks blocks,
      ModelPart part) {
    this.store = store;
    this.plan = plan;
    this.optimizer = optimizer;
    this.reads = reads;
    this.blocks = blocks;
    this.part = part;
  }

  /**
   * Folds these updates in order and uploads this part of the new version.
   *
   * @return what has been put; empty when there are no such uploads any more
   */
  public Optional<PartUpload> upload(List<Contributor> contributors, VersionUploads uploads) {
    if (folded == null) {
      folded =
          new PartFold(
                  store, plan, optimizer, reads, part, contributors, stateKey(), blocks.ofSum())
              .fold();
    }
    return new PartWriter(store, plan, optimizer).put(folded, uploads);
  }

  private Optional<String> stateKey() {
    if (optimizer.state().isEmpty()) {
      return Optional.empty();
    }
    return new Documents(store)
        .require(ObjectKeys.manifest(plan.job(), plan.baseVersion()), VersionManifest.class)
        .optimizerKey();
  }
}
