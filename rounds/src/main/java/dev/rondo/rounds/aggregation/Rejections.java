package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.update.Rejection;
import java.util.Map;

/**
 * Records rejections. A rejection is final, and recording it again changes nothing. The number of
 * recorded rejections for each round is bounded ({@link RoundLimits#rejections}), so a flood of
 * bogus updates does not cause a flood of writes.
 */
public final class Rejections {

  private final ObjectStore store;
  private final Documents documents;

  public Rejections(ObjectStore store) {
    this.store = store;
    this.documents = new Documents(store);
  }

  /** Records rejections of one round, up to the bound. */
  public void record(Plan plan, Map<UpdateKey, Rejection> refused) {
    if (refused.isEmpty()) {
      return;
    }
    int there = store.list(ObjectKeys.rejections(plan.job(), plan.round())).size();
    int room = Math.max(0, RoundLimits.rejections(plan.seats()) - there);
    refused.entrySet().stream().limit(room).forEach(e -> record(e.getKey(), e.getValue()));
  }

  /** Records one rejection and replaces an existing record. */
  public void record(UpdateKey update, Rejection rejection) {
    documents.writeOnce(
        ObjectKeys.rejected(update.job(), update.round(), update.client()), rejection);
  }
}
