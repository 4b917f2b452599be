package dev.rondo.rounds.scale;

/**
 * What the steps of a round do at most, whatever is uploaded. Each invited client uploads once, so
 * that a round has about as many updates as seats; a flood of others must neither hold it up nor
 * cost without end. All functions of a deployment have the same limits.
 *
 * @param spareUpdates that a round has beside two for each seat, at most
 * @param mostReads verdicts that the master reads in one pass, if it is to read updates as well; an
 *     update without a verdict counts as {@value #READS_OF_AN_UPDATE} of them, and one for each
 *     {@value #BYTES_OF_A_READ} bytes
 * @param mostVerdicts that the last step gives, at most
 * @param mostVerdictsRead on updates outside the decision that the last step reads, at most
 * @param mostVerdictBytes of updates that the last step reads, at most
 * @param page keys that one request lists
 */
public record RoundLimits(
    int spareUpdates,
    int mostReads,
    int mostVerdicts,
    int mostVerdictsRead,
    long mostVerdictBytes,
    int page) {

  /**
   * Seats of a round at most. The decision names each contributor in up to 668 bytes and must stay
   * under 64 MiB.
   */
  public static final int MAX_SEATS = 100_000;

  /** Entries of a job's roster at most. */
  public static final int MAX_ROSTER_ENTRIES = 100_000;

  /** Entries with a pattern at most, because each client is compared with each of them. */
  public static final int MAX_ROSTER_PATTERNS = 1_000;

  /**
   * Requests of an update without a verdict, one after another: the update, the verdict on its
   * seat, the lease of its data shard, and its own verdict.
   */
  static final int REQUESTS_OF_AN_UPDATE = 4;

  /** Verdicts that are read in the time of these requests, by the model of scale. */
  static final int READS_OF_AN_UPDATE = REQUESTS_OF_AN_UPDATE * Memory.READS_IN_FLIGHT;

  /** Bytes that are read at 75 MB/s in the time of a verdict, a quarter of 30 ms. */
  static final int BYTES_OF_A_READ = 562_500;

  /** Enough for {@link #MAX_SEATS}. */
  private static final int MOST_DIGITS = 2;

  public RoundLimits {
    if (spareUpdates < 0
        || mostReads < 1
        || mostVerdicts < 1
        || mostVerdictsRead < 0
        || mostVerdictBytes < 1
        || page < 1) {
      throw new IllegalArgumentException("The limits of a round must be positive");
    }
  }

  /**
   * Those of a deployment. A pass of the master takes 600 s, unless it has more than 80,000
   * verdicts to read. The last step reads 10,000 verdicts in 75 s, and 7.5 GB in 100 of its 900 s.
   */
  public static RoundLimits standard() {
    return new RoundLimits(100, 80_000, 1_000, 10_000, 7_500_000_000L, 1_000);
  }

  /** More uploads than this cannot be those of invited clients; a crash may publish seats twice. */
  public int updates(int seats) {
    return 2 * seats + spareUpdates;
  }

  /** Hexadecimal digits that tell the blocks of a round's rejections apart: 0, 1 or 2. */
  public int rejectionDigits(int seats) {
    int digits = 0;
    while (digits < MOST_DIGITS && updates(seats) >= page << (4 * digits)) {
      digits++;
    }
    return digits;
  }

  /** Blocks of the rejections of a round: 1, 16 or 256, so that a block fits into a page. */
  public int rejectionBlocks(int seats) {
    return 1 << (4 * rejectionDigits(seats));
  }

  /**
   * Rejections of a block that are recorded, each by one write. Those of a round are as many as its
   * {@link #updates}, rounded up to whole blocks.
   */
  public int rejectionsOfBlock(int seats) {
    int blocks = rejectionBlocks(seats);
    return (updates(seats) + blocks - 1) / blocks;
  }

  /**
   * Updates without a verdict that the master reads in one pass: as many as there is time for
   * beside the verdicts, and some at least.
   *
   * @param known verdicts that it reads
   * @param updateBytes of an update
   */
  public int rawUpdates(int seats, int known, long updateBytes) {
    long reads = Math.max(mostReads - known, mostReads / 100);
    return (int) Math.max(1, Math.min(updates(seats), reads / readsOfUpdate(updateBytes)));
  }

  /**
   * Reads of verdicts that take as long as the longest pass of the master, with a verdict for each
   * seat or fewer.
   */
  double readsOfPass(int seats, long updateBytes) {
    double all = seats + (double) updates(seats) * readsOfUpdate(updateBytes);
    double least = seats + (double) Math.max(mostReads / 100, readsOfUpdate(updateBytes));
    return Math.max(Math.min(mostReads, all), least);
  }

  private static long readsOfUpdate(long updateBytes) {
    return READS_OF_AN_UPDATE + Memory.ceil(updateBytes, BYTES_OF_A_READ);
  }

  /**
   * Whether the last step looks for updates without a verdict. It has to read the verdicts on all
   * updates that are not in the decision; a round can have too many of them, mostly an abandoned
   * one.
   *
   * @param verdicts how many these are
   */
  public boolean mayReadVerdicts(int verdicts) {
    return verdicts <= mostVerdictsRead;
  }

  /** Verdicts that the last step reads at most in a round of so many seats. */
  int verdictsRead(int seats) {
    return Math.min(seats, mostVerdictsRead);
  }

  /** Updates without a verdict that the last step reads; one at least. */
  public int verdicts(int seats, long updateBytes) {
    long byBytes = Math.max(1, mostVerdictBytes / Math.max(1, updateBytes));
    return (int) Math.min(byBytes, Math.min(updates(seats), mostVerdicts));
  }
}
