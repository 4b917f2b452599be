package dev.rondo.rounds.scale;

import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.rule.PairDistances;

/**
 * The pass of multi-Krum in which D functions measure distances between n updates. With P
 * parameters, pairs = n (n - 1) / 2, ranges of R bytes of which F = 4 are in flight, and W = ceil(D
 * / 40) waves of the Map state:
 *
 * <pre>
 * slice seconds = max(n B / D / G, n ceil(B / D / R) / F x request time)       the updates
 *               + pairs P / D / differences a second                           the processor
 *               + 8 pairs / G + 6 requests                                     what is written
 * choice        = D (8 pairs / G + request time) + n n log2(n)^2 / exchanges   the master
 * pass          = W x slice + choice
 * </pre>
 *
 * The reads wait while a stride is measured, so both times count.
 *
 * @param speeds of the services
 * @param memory of the functions
 * @param processor of the functions
 */
record Distances(Speeds speeds, Memory memory, Processor processor) {

  /** Job, plan, whether the file is there, candidates; the file is put. */
  private static final int REQUESTS = 6;

  static double pairs(int updates) {
    return (double) PairDistances.pairs(updates);
  }

  /** Seconds of one slice. */
  double sliceSeconds(RoundSize size, int slices) {
    double bytes = 4.0 * size.parameters() / slices;
    double range = Memory.rangeBytes(size.seats(), true);
    double moved = size.seats() * bytes / speeds.bytesASecond();
    double asked =
        size.seats() * Math.ceil(bytes / range) / Memory.READS_IN_FLIGHT * speeds.requestSeconds();
    double differences = pairs(size.seats()) * Math.ceil((double) size.parameters() / slices);
    return Math.max(moved, asked)
        + processor.differenceSeconds(differences, memory.partMb())
        + speeds.seconds(8 * pairs(size.seats()), REQUESTS);
  }

  /** Seconds in which the master adds up the slices and chooses. */
  double choiceSeconds(RoundSize size, int slices) {
    return slices * speeds.seconds(8 * pairs(size.seats()), 1)
        + processor.sortSeconds(size.seats(), size.seats(), memory.masterMb());
  }

  /** Bytes of heap of a function that measures one slice. */
  double sliceBytes(RoundSize size, int slices) {
    double length = Math.ceil((double) size.parameters() / slices);
    long numbers = Memory.rangeBytes(size.seats(), true) / Float.BYTES;
    double stride = Math.min(length, (double) numbers);
    return stride * Memory.bytesOfStride(size.seats(), true) + 8 * pairs(size.seats());
  }

  /** What is made as small as possible, in dollars a round. */
  double objective(RoundSize size, int slices, Prices prices) {
    double slice = sliceSeconds(size, slices);
    double choice = choiceSeconds(size, slices);
    double waves = Memory.ceil(slices, AggregationModel.MAP_CONCURRENCY);
    double range = Memory.rangeBytes(size.seats(), true);
    double reads = slices * size.seats() * Math.ceil(4.0 * size.parameters() / slices / range);
    return (waves * slice + choice) * AggregationModel.waitingDollarsASecond(size.seats())
        + slices * slice * memory.partMb() / 1024 * prices.lambdaArmGbSecond()
        + choice * memory.masterMb() / 1024 * prices.lambdaArmGbSecond()
        + slices * (prices.lambdaRequest() + prices.transition() + prices.s3Put())
        + (reads + REQUESTS * slices) * prices.s3Get();
  }
}
