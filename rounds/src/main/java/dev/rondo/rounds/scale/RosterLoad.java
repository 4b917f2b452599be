package dev.rondo.rounds.scale;

/**
 * What the largest roster takes in a step that admits clients. Every round counts on it, because a
 * job can get a roster at any time.
 */
final class RosterLoad {

  /** Bytes of an entry in the document: 193 characters, quotes and a comma. */
  private static final int ENTRY_BYTES = 193 + 3;

  /** Heap of an entry while the step runs: a text in a hash set. */
  private static final int HELD_BYTES = 320;

  /**
   * Entries that one vCPU parses and checks in a second of a first call: a fifth of what a core
   * with AVX-512 did.
   */
  private static final double ENTRIES_A_SECOND = 60_000;

  /** Comparisons of a client with a long pattern in a second of one vCPU, likewise. */
  private static final double MATCHES_A_SECOND = 5e6;

  private RosterLoad() {}

  /** Bytes of the document. */
  static double documentBytes() {
    return (double) ENTRY_BYTES * RoundLimits.MAX_ROSTER_ENTRIES;
  }

  /** Heap while it is read. */
  static double readingBytes() {
    return DocumentSizes.heap(documentBytes());
  }

  /** Heap from then on. */
  static double heldBytes() {
    return (double) HELD_BYTES * RoundLimits.MAX_ROSTER_ENTRIES;
  }

  /** Seconds in which one thread of a function reads it and then looks for so many clients. */
  static double seconds(Speeds speeds, int memoryMb, double clients) {
    double computed =
        RoundLimits.MAX_ROSTER_ENTRIES / ENTRIES_A_SECOND
            + clients * RoundLimits.MAX_ROSTER_PATTERNS / MATCHES_A_SECOND;
    return speeds.seconds(documentBytes(), 1) + computed / Processor.shareOfOneThread(memoryMb);
  }
}
