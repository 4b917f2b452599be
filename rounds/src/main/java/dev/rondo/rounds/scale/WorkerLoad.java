package dev.rondo.rounds.scale;

/**
 * A worker that reads one update; if its time is up after one, the rest of the batch is delivered
 * again. It holds the roster until it folds. Afterwards it counts the quorum: the blocks of its own
 * seats, and all of them twice if one has grown.
 */
final class WorkerLoad {

  private static final int LISTINGS_OF_THE_QUORUM = 3;

  private final Functions functions;

  WorkerLoad(Functions functions) {
    this.functions = functions;
  }

  StepLoad of(RoundSize size, boolean inParts) {
    Speeds speeds = functions.speeds();
    int mb = functions.memory().workerMb();
    int batch = Math.min(FoldHeap.MOST_UPDATES, size.seats());
    double transfer = speeds.seconds(4.0 * size.parameters(), 1);
    double compute = functions.processor().foldSeconds((double) size.parameters(), mb);
    double counting = LISTINGS_OF_THE_QUORUM * Listings.seconds(speeds, size.seats());
    double validating = RosterLoad.heldBytes() + FoldHeap.header(size);
    double heap = inParts ? validating : Math.max(validating, FoldHeap.fold(size));
    return functions.worker(
        RosterLoad.seconds(speeds, mb, batch) + Math.max(transfer, compute) + counting,
        Math.max(Math.max(heap, RosterLoad.readingBytes()), Listings.verdictBytes(size.seats())));
  }
}
