package dev.rondo.rounds.privacy;

import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.Optional;

/**
 * Where the state vectors of a new version continue from. The optimizer's vectors are those of the
 * base version. Noise buffers are those of the release before, which a rollback does not change.
 *
 * @param optimizer key of the base version's state; empty if it has none
 * @param noise key of the state of the release before; empty if there is none
 */
public record StateKeys(Optional<String> optimizer, Optional<String> noise) {

  /** Before the first round. */
  public static final StateKeys NONE = new StateKeys(Optional.empty(), Optional.empty());

  /** The keys of a round. */
  public static StateKeys of(Documents documents, Plan plan) {
    Optional<Integer> previous = plan.privacy().flatMap(Privacy::previous);
    return new StateKeys(
        manifest(documents, plan.job(), plan.baseVersion()).optimizerKey(),
        previous.flatMap(version -> manifest(documents, plan.job(), version).optimizerKey()));
  }

  private static VersionManifest manifest(Documents documents, String job, int version) {
    return documents.require(ObjectKeys.manifest(job, version), VersionManifest.class);
  }

  /** The key of the file that has a vector; empty if the vector begins with this round. */
  public Optional<String> of(String vector) {
    return PrivateOptimizer.isBuffer(vector) ? noise : optimizer;
  }
}
