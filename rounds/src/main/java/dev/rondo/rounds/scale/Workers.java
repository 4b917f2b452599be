package dev.rondo.rounds.scale;

import dev.rondo.rounds.cost.RoundShape;

/**
 * How a deployment's workers take uploads, chosen from the largest model that it is for. The queue
 * belongs to the deployment and not to a job, so this cannot differ from job to job.
 *
 * @param batch uploads that a worker takes at once: {@value #BATCH_SECONDS} s of reading, at most
 *     20
 * @param concurrency workers at the same time, at most: so many that a hundred updates are read in
 *     a minute, and ten at least
 * @param windowSeconds seconds that a batch is gathered for; none where a batch is one update
 */
public record Workers(int batch, int concurrency, int windowSeconds) {

  /** Seconds that a batch is read in: the last update of a round waits for its batch. */
  public static final int BATCH_SECONDS = 35;

  /** Seconds that a batch may be read in at most; a worker's function has 120. */
  public static final int MOST_SECONDS = 90;

  private static final int UPDATES_A_MINUTE = 100;
  private static final int LEAST_CONCURRENCY = 10;
  private static final int MOST_CONCURRENCY = 1000;

  /** For models of up to this many bytes. */
  public static Workers forModel(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("The model size must be at least 1 byte");
    }
    double seconds = Speeds.lambda().seconds((double) bytes, 1);
    int batch = (int) Math.max(1, Math.min(RoundShape.BATCH_SIZE, BATCH_SECONDS / seconds));
    double wanted = Math.ceil(UPDATES_A_MINUTE * seconds / 60);
    int concurrency = (int) Math.max(LEAST_CONCURRENCY, Math.min(MOST_CONCURRENCY, wanted));
    return new Workers(batch, concurrency, batch > 1 ? 1 : 0);
  }

  /** Batches in which the updates of a round come, when clients finish close together. */
  static int batches(RoundSize size) {
    return batches(size.parameters(), size.seats());
  }

  static int batches(long parameters, int seats) {
    return (int) Memory.ceil(seats, forModel(4 * parameters).batch());
  }

  /** Whether a worker reads so many updates of a model within its time. */
  public static boolean isInTime(int batch, long bytes) {
    // An update is read, and perhaps the lease of its data shard.
    return batch * Speeds.lambda().seconds((double) bytes, 2) <= MOST_SECONDS || batch == 1;
  }
}
