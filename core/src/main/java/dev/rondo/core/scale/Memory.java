package dev.rondo.core.scale;

/**
 * The functions' memory as the model counts on it, in MB of Lambda (2^20 bytes). A deployment that
 * gives more is never too small; one that gives less is refused.
 *
 * @param workerMb of FoldUpdates
 * @param masterMb of Aggregate
 * @param shardMb of FoldShard
 */
public record Memory(int workerMb, int masterMb, int shardMb) {

  /** What the JVM, the classes and the connections of a warm function take: 220 MB. */
  private static final long RUNTIME_BYTES = 220L << 20;

  /** Bytes of a ranged read. */
  static final long RANGE_BYTES = 16L << 20;

  /** Ranged reads that a shard function has in flight. */
  static final int READS_IN_FLIGHT = 4;

  public Memory {
    if (workerMb < 512 || masterMb < 512 || shardMb < 512) {
      throw new IllegalArgumentException("A function needs 512 MB at least");
    }
  }

  /** What the control stack deploys unless it is told otherwise. */
  public static Memory deployed() {
    return new Memory(512, 1024, 1024);
  }

  /** Bytes that a function of this memory has for models. */
  static long usableBytes(int memoryMb) {
    return ((long) memoryMb << 20) - RUNTIME_BYTES;
  }

  /**
   * Whether a worker and the master can hold the F64 sum of a model, and one update in F32 that
   * waits for its norm where norms clip: {@code 12 P} bytes.
   */
  boolean holdsModel(long parameters) {
    return 12.0 * parameters <= usableBytes(Math.min(workerMb, masterMb));
  }

  /**
   * Bytes that a shard function holds: F64 sums and the part that it uploads (12 bytes a
   * parameter), the reads in flight, and all updates' slices where a rule must see them together.
   */
  static long shardBytes(long slice, int seats, boolean allUpdates) {
    return slice * (12 + (allUpdates ? 4L * seats : 0)) + READS_IN_FLIGHT * RANGE_BYTES;
  }

  /** The fewest shards whose functions have room. */
  long fewestShards(long parameters, int seats, boolean allUpdates) {
    long room = usableBytes(shardMb) - READS_IN_FLIGHT * RANGE_BYTES;
    long largest = room / (12 + (allUpdates ? 4L * seats : 0));
    return largest < 1 ? Long.MAX_VALUE : ceil(parameters, largest);
  }

  static long ceil(long count, long size) {
    return (count + size - 1) / size;
  }
}
