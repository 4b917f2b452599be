package dev.rondo.simulation;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.UpdateKey;
import java.util.List;

/**
 * Limits the disk space of a round with many updates. Up to a number of bytes, the updates of a
 * round are kept for inspection. Of those after them, the bytes are removed when a partial
 * aggregate contains the update; an empty object stays, so that the update is still counted.
 *
 * <p>No step reads these bytes again. A worker's batch leaves one partial aggregate, and the master
 * adds all partial aggregates that share no client. As long as no event has been delivered twice,
 * no two of them share one, so the sums contain the update for certain. After a worker's failure,
 * events are delivered again and batches can overlap: from then on, the bytes of the round are
 * kept. A killed process repeats its round from the plan, and all clients train again.
 */
final class FoldedUpdates {

  /** Bytes of folded updates that a round keeps. */
  static final long KEPT_BYTES = 1L << 30;

  private final ObjectStore store;
  private final long limit;
  private int round;
  private long kept;
  private boolean repeated;
  private int batch;
  private boolean inOneSum;

  FoldedUpdates(ObjectStore store, long limit) {
    this.store = store;
    this.limit = limit;
  }

  /** A worker gets a batch of this many updates. */
  void begin(int updates) {
    batch = updates;
    inOneSum = false;
  }

  /** An object has been written. */
  void written(String key) {
    // A sum with fewer updates than the batch leaves out some of them.
    inOneSum |= batch > 0 && ObjectKeys.partialCount(key) == batch;
  }

  /**
   * The worker has ended.
   *
   * @param updates its batch
   * @param again whether some of them are delivered again
   */
  void end(List<ObjectInfo> updates, boolean again) {
    batch = 0;
    int of = updates.stream().mapToInt(FoldedUpdates::round).max().orElse(0);
    if (of > round) {
      round = of;
      kept = 0;
      repeated = false;
    }
    repeated |= again;
    for (ObjectInfo update : updates) {
      if (repeated || !inOneSum || kept + update.size() <= limit) {
        kept += update.size();
      } else {
        store.put(update.key(), Content.of(new byte[0]));
      }
    }
  }

  private static int round(ObjectInfo update) {
    return ObjectKeys.parseUpdate(update.key()).map(UpdateKey::round).orElse(0);
  }
}
