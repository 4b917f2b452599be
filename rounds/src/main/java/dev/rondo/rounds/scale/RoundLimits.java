package dev.rondo.rounds.scale;

/**
 * What a round does at most, whatever is uploaded. Each invited client uploads once, so that a
 * round has about as many updates as seats; a flood of others must neither hold it up nor cost
 * without end.
 */
public final class RoundLimits {

  /**
   * Seats of a round at most. The decision names each contributor in up to 668 bytes and must stay
   * under 64 MiB.
   */
  public static final int MAX_SEATS = 100_000;

  /** Entries of a job's roster at most. */
  public static final int MAX_ROSTER_ENTRIES = 100_000;

  /** Entries with a pattern at most, because each client is compared with each of them. */
  public static final int MAX_ROSTER_PATTERNS = 1_000;

  /** Updates that the master reads itself at most: six minutes of requests, eleven with leases. */
  private static final int MAX_RAW_UPDATES = 10_000;

  /** Updates that the last step gives a verdict at most. */
  private static final int MAX_VERDICTS = 1_000;

  /** Verdicts on updates outside the decision that the last step reads at most: 75 s. */
  private static final int MAX_VERDICTS_READ = 10_000;

  /** Bytes of updates that the last step reads at most: 100 s at 75 MB/s, of its 900 s. */
  private static final long MAX_VERDICT_BYTES = 7_500_000_000L;

  /** Keys that one request lists. */
  private static final int PAGE = 1_000;

  /** Enough for {@link #MAX_SEATS}. */
  private static final int MOST_DIGITS = 2;

  private RoundLimits() {}

  /** More uploads than this cannot be those of invited clients; a crash may publish seats twice. */
  public static int updates(int seats) {
    return 2 * seats + 100;
  }

  /** Hexadecimal digits that tell the blocks of a round's rejections apart: 0, 1 or 2. */
  public static int rejectionDigits(int seats) {
    int digits = 0;
    while (digits < MOST_DIGITS && updates(seats) >= PAGE << (4 * digits)) {
      digits++;
    }
    return digits;
  }

  /** Blocks of the rejections of a round: 1, 16 or 256, so that a block fits into a page. */
  public static int rejectionBlocks(int seats) {
    return 1 << (4 * rejectionDigits(seats));
  }

  /**
   * Rejections of a block that are recorded, each by one write. Those of a round are as many as its
   * {@link #updates}, rounded up to whole blocks.
   */
  public static int rejectionsOfBlock(int seats) {
    int blocks = rejectionBlocks(seats);
    return (updates(seats) + blocks - 1) / blocks;
  }

  /** Updates without a verdict that the master reads in one pass. */
  public static int rawUpdates(int seats) {
    return Math.min(updates(seats), MAX_RAW_UPDATES);
  }

  /**
   * How often the master reads so many updates if it finds too few valid ones: until it has read as
   * many as a round can have. Each gets a verdict, so a master that is killed loses no pass.
   */
  public static int passes(int seats) {
    return updates(seats) / rawUpdates(seats) + 1;
  }

  /**
   * Whether the last step looks for updates without a verdict. It has to read the verdicts on all
   * updates that are not in the decision; a round can have too many of them, mostly an abandoned
   * one.
   *
   * @param verdicts how many these are
   */
  public static boolean mayReadVerdicts(int verdicts) {
    return verdicts <= MAX_VERDICTS_READ;
  }

  /** Verdicts that the last step reads at most in a round of so many seats. */
  static int verdictsRead(int seats) {
    return Math.min(seats, MAX_VERDICTS_READ);
  }

  /** Updates without a verdict that the last step reads; one at least. */
  public static int verdicts(int seats, long updateBytes) {
    long byBytes = Math.max(1, MAX_VERDICT_BYTES / Math.max(1, updateBytes));
    return (int) Math.min(byBytes, Math.min(updates(seats), MAX_VERDICTS));
  }
}
