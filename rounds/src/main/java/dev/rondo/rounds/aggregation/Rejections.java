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
 * Records refusals. A refusal is final; recording it again changes nothing. A flood of bogus
 * updates costs no flood of writes: a round has a bounded number of them ({@link
 * RoundLimits#rejections}), and what is refused beyond is let pass without a record.
 */
public final class Rejections {

  private final ObjectStore store;
  private final Documents documents;

  public Rejections(ObjectStore store) {
    this.store = store;
    this.documents = new Documents(store);
  }

  /** Records refusals of one round, as many as there is room for. */
  public void record(Plan plan, Map<UpdateKey, Rejection> refused) {
    if (refused.isEmpty()) {
      return;
    }
    int there = store.list(ObjectKeys.rejections(plan.job(), plan.round())).size();
    int room = Math.max(0, RoundLimits.rejections(plan.seats()) - there);
    refused.entrySet().stream().limit(room).forEach(e -> record(e.getKey(), e.getValue()));
  }

  /** Records a refusal, whatever there is already. */
  public void record(UpdateKey update, Rejection rejection) {
    documents.writeOnce(
        ObjectKeys.rejected(update.job(), update.round(), update.client()), rejection);
  }
}
