package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.update.Rejection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records the rejections of a round. A rejection is final, and recording it again changes nothing.
 *
 * <p>The number of recorded rejections is bounded, so a flood of bogus updates does not cause a
 * flood of writes. Others record rejections as well, so the room is what a listing finds. A listing
 * of all rejections of a large round would take hundreds of requests for each batch. So clients
 * form blocks by a hash of their ids, each block has its own bound ({@link
 * RoundLimits#rejectionsOfBlock}), and a block is listed with one request.
 *
 * <p>The master reads a bounded number of updates and must not read one twice, so it records all of
 * its rejections. Otherwise clients whose ids fall into one full block would come back in each
 * pass.
 */
final class Rejections {

  private final ObjectStore store;
  private final Documents documents;
  private final Plan plan;
  private final RoundLimits limits;
  private final boolean bounded;
  private final Map<String, AtomicInteger> room = new ConcurrentHashMap<>();

  /**
   * @param bounded whether a block may be full
   */
  Rejections(ObjectStore store, Plan plan, RoundLimits limits, boolean bounded) {
    this.limits = limits;
    this.bounded = bounded;
    this.store = store;
    this.documents = new Documents(store);
    this.plan = plan;
  }

  /** Records one rejection if the bound of its block allows it. */
  void record(UpdateKey update, Rejection rejection) {
    if (!bounded || takeRoom(update.client())) {
      String key =
          rejection.reason() == Rejection.Reason.DUPLICATE_SEAT
              ? ObjectKeys.duplicate(update.job(), update.round(), update.client())
              : ObjectKeys.rejected(update.job(), update.round(), update.client());
      documents.writeOnce(key, rejection);
    }
  }

  /** Each block is listed once. */
  private boolean takeRoom(String client) {
    int digits = limits.rejectionDigits(plan.seats());
    return room.computeIfAbsent(
                ObjectKeys.rejectionsOfBlock(plan.job(), plan.round(), client, digits),
                this::roomOf)
            .getAndDecrement()
        > 0;
  }

  private AtomicInteger roomOf(String block) {
    return new AtomicInteger(limits.rejectionsOfBlock(plan.seats()) - store.keys(block).size());
  }
}
