package dev.rondo.protocol.round;

/**
 * Whose updates a round admits, and how much one of them may weigh.
 *
 * @param maxExamples examples that count of one update, at most; more weigh no more
 * @param maxWeightRatio how many times the median weight of the contributors one of them may have;
 *     0 is no bound
 * @param roster whether only the clients of the job's roster are admitted
 */
public record Admission(long maxExamples, double maxWeightRatio, boolean roster) {

  /** The largest number of examples that an update may report. */
  public static final long MOST_EXAMPLES = 1_000_000_000L;

  /** Every client with a seat, with the weight of its examples. */
  public static Admission open() {
    return new Admission(MOST_EXAMPLES, 0, false);
  }

  /** The same, with this bound on the examples that count. */
  public Admission withMaxExamples(long examples) {
    return new Admission(examples, maxWeightRatio, roster);
  }
}
