package dev.rondo.rounds.scale;

/** Heap of a function that adds updates of a whole model up, and of the headers that it reads. */
final class FoldHeap {

  /** Updates in one partial aggregate at most: the largest batch of a worker. */
  static final int MOST_UPDATES = 10_000;

  /** Bytes of heap for each byte of a header of tensors while it is read or written. */
  private static final int OF_HEADER = 8;

  /** The same for the contributors in a header. */
  private static final int OF_CONTRIBUTORS = 5;

  /**
   * The same for all headers of updates in a fold: two threads read one each, and each has eight
   * updates open, whose headers have become 3 bytes for each byte.
   */
  private static final int OF_HEADERS = 2 * OF_HEADER + 2 * 8 * 3;

  private FoldHeap() {}

  /** Of the header of one update. */
  static double header(RoundSize size) {
    return (double) OF_HEADER * size.headerBytes();
  }

  /** Of headers of sums, and of all their contributors together. */
  static double sumHeaders(RoundSize size, int sums, int contributors) {
    return OF_HEADER * sums * DocumentSizes.sumHeader(size)
        + OF_CONTRIBUTORS * DocumentSizes.summed(contributors);
  }

  /**
   * Of a fold: the F64 sum, and beside it first the header of another sum, then an update in F32
   * that waits for its norm and the headers of updates, and at last the header of its own file.
   */
  static double fold(RoundSize size) {
    double sums =
        sumHeaders(size, 1, Math.min(MOST_UPDATES, size.seats()))
            + OF_CONTRIBUTORS * DocumentSizes.summedSeats(size.seats());
    double updates = 4.0 * size.parameters() + (double) OF_HEADERS * size.headerBytes();
    return 8.0 * size.parameters() + Math.max(sums, updates);
  }
}
