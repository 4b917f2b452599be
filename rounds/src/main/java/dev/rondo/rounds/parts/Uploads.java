package dev.rondo.rounds.parts;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.Documents.Tagged;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.NewVersion;
import java.util.Optional;

/**
 * Begins the multipart uploads of a round, and begins them again if the store has lost them. One
 * document names the current uploads; a caller that loses a race aborts its own.
 */
public final class Uploads {

  private final ObjectStore store;
  private final Documents documents;
  private final String key;

  public Uploads(ObjectStore store, Plan plan) {
    this.store = store;
    this.documents = new Documents(store);
    this.key = ObjectKeys.upload(plan.job(), plan.round());
  }

  /** The current uploads of the round, if they have been begun. */
  public Optional<VersionUploads> current() {
    return documents.read(key, VersionUploads.class);
  }

  /** Begins the uploads if there are none, and returns the current ones. */
  public VersionUploads begin(NewVersion version) {
    VersionUploads mine = beginAll(version);
    VersionUploads winner = documents.writeOnce(key, mine);
    if (!winner.equals(mine)) {
      abort(mine);
    }
    return winner;
  }

  /** Begins the uploads again if these are gone, unless another caller has already done so. */
  public void renew(NewVersion version, VersionUploads gone) {
    Optional<Tagged<VersionUploads>> current = documents.readTagged(key, VersionUploads.class);
    if (current.isEmpty() || !current.get().value().equals(gone)) {
      return;
    }
    VersionUploads mine = beginAll(version);
    if (documents.replace(key, current.get().etag(), mine)) {
      abort(gone);
    } else if (!current().equals(Optional.of(mine))) {
      abort(mine); // Ours may have been written, and only the answer got lost.
    }
  }

  /** Aborts uploads. */
  public void abort(VersionUploads uploads) {
    uploads.all().forEach(store::abortUpload);
  }

  private VersionUploads beginAll(NewVersion version) {
    return new VersionUploads(
        store.beginUpload(version.modelKey()), version.stateKey().map(store::beginUpload));
  }
}
