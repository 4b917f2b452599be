package dev.rondo.core.aggregation;

import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.UpdateKey;
import dev.rondo.core.update.Rejection;

/** Records refusals. A refusal is final; recording it again changes nothing. */
public final class Rejections {

  private final Documents documents;

  public Rejections(Documents documents) {
    this.documents = documents;
  }

  public void record(UpdateKey update, Rejection rejection) {
    documents.writeOnce(
        ObjectKeys.rejected(update.job(), update.round(), update.client()), rejection);
  }
}
