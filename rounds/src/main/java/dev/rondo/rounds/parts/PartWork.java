package dev.rondo.rounds.parts;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.NewVersion;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.privacy.NoiseKeys;
import dev.rondo.rounds.privacy.ReleaseNoise;
import dev.rondo.rounds.privacy.StateKeys;
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
  private final NoiseKeys noise;
  private @Nullable NewPart folded;

  /**
   * @param blocks that the optimizer processes at a time
   * @param noise the keys of the release's noise
   */
  public PartWork(
      ObjectStore store,
      Plan plan,
      ServerOptimizer optimizer,
      Reads reads,
      Blocks blocks,
      ModelPart part,
      NoiseKeys noise) {
    this.store = store;
    this.plan = plan;
    this.optimizer = optimizer;
    this.reads = reads;
    this.blocks = blocks;
    this.part = part;
    this.noise = noise;
  }

  /**
   * Folds the updates of a decision in order and uploads this part of the new version.
   *
   * @param version that follows from the decision
   * @return what has been put; empty when there are no such uploads any more
   */
  public Optional<PartUpload> upload(
      List<Contributor> contributors, NewVersion version, VersionUploads uploads) {
    if (folded == null) {
      folded =
          new PartFold(
                  store,
                  plan,
                  optimizer,
                  reads,
                  part,
                  contributors,
                  stateKeys(),
                  ReleaseNoise.of(plan, noise, version.digest()),
                  blocks.ofSum())
              .fold();
    }
    return new PartWriter(store, plan, optimizer).put(folded, uploads);
  }

  private StateKeys stateKeys() {
    return optimizer.state().isEmpty() ? StateKeys.NONE : StateKeys.of(new Documents(store), plan);
  }
}
