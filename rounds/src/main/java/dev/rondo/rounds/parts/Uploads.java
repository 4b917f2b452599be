package dev.rondo.rounds.parts;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.Documents.Tagged;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.NewVersion;
import java.util.Optional;

/**
 * Begins a round's uploads, and begins them anew when the store has them no longer. Which ones are
 * meant stands in one document, so whoever loses a race gives up its own.
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

  /** Those of the round, if they have been begun. */
  public Optional<VersionUploads> current() {
    return documents.read(key, VersionUploads.class);
  }

  /** Begins the round's, where there are none, and returns those that are there then. */
  public VersionUploads begin(NewVersion version) {
    VersionUploads mine = beginAll(version);
    VersionUploads winner = documents.writeOnce(key, mine);
    if (!winner.equals(mine)) {
      abort(mine);
    }
    return winner;
  }

  /** Begins anew what the store has no longer, unless somebody else has done so by now. */
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

  /** Gives uploads up. */
  public void abort(VersionUploads uploads) {
    uploads.all().forEach(store::abortUpload);
  }

  private VersionUploads beginAll(NewVersion version) {
    return new VersionUploads(
        store.beginUpload(version.modelKey()), version.stateKey().map(store::beginUpload));
  }
}
