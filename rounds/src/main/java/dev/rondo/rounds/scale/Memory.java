package dev.rondo.rounds.scale;

/**
 * The functions' memory as the model counts on it, in MB of Lambda (2^20 bytes). A deployment that
 * gives more is never too small; one that gives less is refused.
 *
 * @param workerMb of FoldUpdates
 * @param masterMb of Aggregate
 * @param partMb of FoldPart
 */
public record Memory(int workerMb, int masterMb, int partMb) {

  /** Bytes of a ranged read. */
  public static final int RANGE_BYTES = 16 << 20;

  /** Ranged reads that a part function has in flight. */
  public static final int READS_IN_FLIGHT = 4;

  /** Reads of small objects that a function has in flight. The model of time counts on four. */
  static final int SMALL_READS_IN_FLIGHT = 16;

  /** MB of the largest function. */
  static final int LARGEST_MB = 10_240;

  /** Bytes of all updates together that a rule has in view side by side. */
  public static final long GATHER_BYTES = 256L << 20;

  /** The shortest range of an update: below it a request costs more than what it brings. */
  public static final int LEAST_RANGE_BYTES = 1 << 16;

  /** What the JVM, the classes and the connections of a warm function take: 220 MB. */
  private static final long RUNTIME_BYTES = 220L << 20;

  public Memory {
    if (workerMb < 512 || masterMb < 512 || partMb < 512) {
      throw new IllegalArgumentException("A function needs at least 512 MB of memory");
    }
  }

  /** The default memory sizes of the control stack. */
  public static Memory deployed() {
    return new Memory(512, 1024, 1024);
  }

  /** Bytes that a function of this memory has for models. */
  static long usableBytes(int memoryMb) {
    return ((long) memoryMb << 20) - RUNTIME_BYTES;
  }

  /** MB of the smallest function that has so many bytes for models. */
  static long mbOf(long bytes) {
    return ceil(bytes + RUNTIME_BYTES, 1 << 20);
  }

  /** Bytes of one update that a part reads at a time, by a rule that sees them all or does not. */
  public static long rangeBytes(int seats, boolean allUpdates) {
    return allUpdates
        ? Math.min(RANGE_BYTES, Math.max(GATHER_BYTES / seats, LEAST_RANGE_BYTES))
        : RANGE_BYTES;
  }

  /**
   * Bytes that a part function holds for each number of a stride: what the rule makes of it in F64,
   * the reads in flight, and every update's number where a rule must see them together.
   */
  static long bytesOfStride(int seats, boolean allUpdates) {
    return Double.BYTES + (long) Float.BYTES * (READS_IN_FLIGHT + (allUpdates ? seats : 0));
  }

  /**
   * Bytes that the function of a model part holds: its new parameters, its part of the server
   * optimizer's vectors, and a stride.
   */
  double partBytes(RoundSize size, int parts) {
    double slice = ceil(size.parameters(), parts);
    boolean all = size.isSideBySide();
    long numbers = rangeBytes(size.seats(), all) / Float.BYTES;
    double stride = Math.min(slice, (double) numbers);
    long bytesOfSlice = Float.BYTES + (long) Double.BYTES * size.stateVectors();
    return slice * bytesOfSlice + stride * bytesOfStride(size.seats(), all);
  }

  public static long ceil(long count, long size) {
    return (count + size - 1) / size;
  }
}
