package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.update.Rejection;
import java.util.OptionalInt;

/**
 * Records the rejections of a round. A rejection is final, and recording it again changes nothing.
 * The number of recorded rejections of a round is bounded ({@link RoundLimits#rejections}), so a
 * flood of bogus updates does not cause a flood of writes.
 */
final class Rejections {

  private final ObjectStore store;
  private final Documents documents;
  private final Plan plan;
  private OptionalInt room = OptionalInt.empty();

  Rejections(ObjectStore store, Plan plan) {
    this.store = store;
    this.documents = new Documents(store);
    this.plan = plan;
  }

  /** Records one rejection if the bound allows it. */
  void record(UpdateKey update, Rejection rejection) {
    if (takeRoom()) {
      String key =
          rejection.reason() == Rejection.Reason.DUPLICATE_SEAT
              ? ObjectKeys.duplicate(update.job(), update.round(), update.client())
              : ObjectKeys.rejected(update.job(), update.round(), update.client());
      documents.writeOnce(key, rejection);
    }
  }

  /** The rejections are listed once, because others count against the bound as well. */
  private synchronized boolean takeRoom() {
    int left =
        room.orElseGet(
            () ->
                RoundLimits.rejections(plan.seats())
                    - store.keys(ObjectKeys.rejections(plan.job(), plan.round())).size());
    room = OptionalInt.of(left - 1);
    return left > 0;
  }
}
