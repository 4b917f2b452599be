package dev.rondo.rounds.state;

import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import java.util.Optional;

/** Writes the outcome of a round once, and makes what follows from it. */
public final class RoundOutcomes {

  private final Documents documents;
  private final LatestVersion latest;

  public RoundOutcomes(ObjectStore store) {
    this.documents = new Documents(store);
    this.latest = new LatestVersion(store);
  }

  public Optional<RoundOutcome> read(String job, int round) {
    return documents.read(ObjectKeys.outcome(job, round), RoundOutcome.class);
  }

  /**
   * Writes the outcome, and returns the one that counts: this one, or that of an earlier writer.
   */
  public RoundOutcome write(Plan plan, RoundOutcome outcome) {
    return documents.writeOnce(ObjectKeys.outcome(plan.job(), plan.round()), outcome);
  }

  /**
   * Copies the manifest to its own key, then records in latest.json that the round has ended. Does
   * nothing if that is already recorded.
   *
   * @param outcome the round's outcome as the store has it
   */
  public void complete(Plan plan, RoundOutcome outcome) {
    if (latest.read(plan.job()).throughRound() >= plan.round()) {
      return;
    }
    outcome.committed().ifPresent(this::copy);
    latest.endRound(plan, outcome.committed().map(VersionManifest::version));
  }

  private void copy(VersionManifest manifest) {
    String key = ObjectKeys.manifest(manifest.job(), manifest.version());
    if (!documents.writeOnce(key, manifest).modelSha256().equals(manifest.modelSha256())) {
      throw new IllegalStateException(
          "Version %s of job %s already has a different manifest"
              .formatted(manifest.version(), manifest.job()));
    }
  }
}
