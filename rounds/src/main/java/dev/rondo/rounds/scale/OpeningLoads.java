package dev.rondo.rounds.scale;

/** The steps before the updates: OpenRound and AwaitQuorum. */
final class OpeningLoads {

  /** Seats that OpenRound sends in a second. */
  private static final double SEATS_A_SECOND = 5_000;

  /** Heap of a seat in the tree of the seats. */
  private static final int SEAT_BYTES = 400;

  /**
   * Job, versions, the round before, secret, roster, data set; plan, owner, seats and latest, read
   * and written.
   */
  private static final int OPEN_REQUESTS = 24;

  /** Plan, token read, added and read again, outcome, decision; the count. */
  private static final int AWAIT_REQUESTS = 8;

  private final Functions functions;

  OpeningLoads(Functions functions) {
    this.functions = functions;
  }

  StepLoad open(RoundSize size) {
    // The largest document is the index of the data set.
    return functions.openRound(
        size.seats() / SEATS_A_SECOND
            + functions.speeds().seconds(DocumentSizes.MOST_BYTES, OPEN_REQUESTS),
        (double) SEAT_BYTES * size.seats());
  }

  /** Counts the seats that have a verdict by one listing of all of them. */
  StepLoad await(RoundSize size) {
    return functions.awaitQuorum(
        functions.speeds().seconds(0, AWAIT_REQUESTS)
            + Listings.seconds(functions.speeds(), size.seats()),
        Listings.verdictBytes(size.seats()));
  }
}
