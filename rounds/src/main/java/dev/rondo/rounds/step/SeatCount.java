package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.Documents.Tagged;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Verdicts;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Counts the seats of a round that have a valid update, by the keys of their verdicts. A listing
 * reads 1,000 keys, so a round of up to 1,000 seats is counted with one request.
 *
 * <p>In a larger round, a worker that has written a verdict does not list all of them. Seats form
 * blocks of 1,000, and a document holds the number of verdicts of each of the B blocks at the last
 * full count, n_1 ... n_B with sum T. With the quorum q, no block may grow by g = floor((q - T - 1)
 * / B) + 1 verdicts unseen. Then all blocks together have grown by at most B (g - 1) {@literal <=}
 * q - T - 1, and the quorum is not reached. So a worker lists the blocks of its own seats, and
 * counts all only if one of them has grown by g or more. It writes the new count, and then counts
 * again, because another worker may have compared its block with the old count; only then is the
 * new count <em>checked</em>. A worker that finds a count that is not checked, because its writer
 * died, counts all as well. The last worker of a quorum therefore always finds it (no wake-up is
 * lost), and 100,000 workers with one update each make about two listings each instead of 50.
 */
final class SeatCount {

  /** Blocks of 1,000 seats: one page of a listing. */
  static final int DIGITS = 3;

  private final ObjectStore store;
  private final Documents documents;
  private final Plan plan;
  private final int digits;
  private final int blockSize;
  private final int blocks;

  /**
   * @param digits seats whose numbers differ in so many last digits form a block
   */
  SeatCount(ObjectStore store, Plan plan, int digits) {
    this.store = store;
    this.documents = new Documents(store);
    this.plan = plan;
    this.digits = digits;
    this.blockSize = (int) Math.pow(10, digits);
    this.blocks = (plan.seats() + blockSize - 1) / blockSize;
  }

  /**
   * A full count.
   *
   * @param verdicts how many verdicts each block has
   * @param checked whether somebody counted again after it was written, and no block had grown
   */
  record Count(List<Integer> verdicts, boolean checked) {

    Count {
      verdicts = List.copyOf(verdicts);
    }

    int total() {
      return verdicts.stream().mapToInt(Integer::intValue).sum();
    }
  }

  /** Whether the quorum is reached, by a full count. */
  boolean isQuorum() {
    return count().total() >= plan.quorum();
  }

  /**
   * Whether the quorum is reached, after verdicts on these seats have been written. If the answer
   * is no, a later verdict completes the quorum, and its writer gets the answer yes.
   */
  boolean isQuorumWith(Collection<Integer> seats) {
    if (blocks == 1) {
      return isQuorum();
    }
    Optional<Tagged<Count>> last = documents.readTagged(key(), Count.class);
    Count before = last.map(Tagged::value).orElse(new Count(Collections.nCopies(blocks, 0), true));
    if (before.total() >= plan.quorum()) {
      return true;
    }
    int growth = growth(before);
    boolean grown =
        seats.stream()
            .map(seat -> seat / blockSize)
            .distinct()
            .anyMatch(block -> size(block) - before.verdicts().get(block) >= growth);
    return (grown || !before.checked()) && isQuorumByFullCounts(last);
  }

  /** Counts all blocks until no block has grown since the count that is written. */
  private boolean isQuorumByFullCounts(Optional<Tagged<Count>> last) {
    Optional<Tagged<Count>> written = last;
    while (true) {
      Count now = count();
      if (now.total() >= plan.quorum()) {
        write(written, now);
        return true;
      }
      if (written.isPresent() && !hasGrown(written.get().value(), now)) {
        Count same = written.get().value();
        if (same.checked() || write(written, new Count(same.verdicts(), true))) {
          return false;
        }
      } else {
        write(written, now);
      }
      written = documents.readTagged(key(), Count.class);
    }
  }

  /** Writes a count in place of another one. Returns whether nobody else has. */
  private boolean write(Optional<Tagged<Count>> before, Count count) {
    return before.isPresent()
        ? documents.replace(key(), before.get().etag(), count)
        : documents.writeOnce(key(), count).equals(count);
  }

  private boolean hasGrown(Count before, Count now) {
    int growth = growth(before);
    for (int block = 0; block < blocks; block++) {
      if (now.verdicts().get(block) - before.verdicts().get(block) >= growth) {
        return true;
      }
    }
    return false;
  }

  /** The growth of one block that makes a full count necessary. */
  private int growth(Count before) {
    return (plan.quorum() - before.total() - 1) / blocks + 1;
  }

  private int size(int block) {
    String prefix = ObjectKeys.verdictsOfBlock(plan.job(), plan.round(), block * blockSize, digits);
    return store.keys(prefix).size();
  }

  private Count count() {
    int[] verdicts = new int[blocks];
    Verdicts.seats(store, plan).forEach(seat -> verdicts[seat / blockSize]++);
    return new Count(Arrays.stream(verdicts).boxed().toList(), false);
  }

  private String key() {
    return ObjectKeys.seatCount(plan.job(), plan.round());
  }
}
