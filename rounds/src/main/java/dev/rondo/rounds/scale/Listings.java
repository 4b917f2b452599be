package dev.rondo.rounds.scale;

/** What listings of a round's objects take: up to 1,000 keys a request, all held in memory. */
final class Listings {

  /** Keys that one request lists at most. */
  private static final int PAGE_KEYS = 1_000;

  /** Bytes of an answer of S3 for each key. */
  private static final int ANSWER_BYTES = 640;

  /** Heap of a verdict or a contributor, with its key, its client and its seat. */
  private static final int VERDICT_BYTES = 640;

  /** Heap of an upload: its entry, and its client among those that are open and those refused. */
  private static final int UPLOAD_BYTES = 1_400;

  private Listings() {}

  /** Seconds to list so many objects, one page after the other. */
  static double seconds(Speeds speeds, long objects) {
    long pages = Math.max(1, Memory.ceil(objects, PAGE_KEYS));
    return speeds.seconds((double) pages * PAGE_KEYS * ANSWER_BYTES, pages);
  }

  /** Seconds to list the uploads of a round and its rejections, once each. */
  static double uploadSeconds(Speeds speeds, int seats) {
    return seconds(speeds, RoundLimits.standard().updates(seats))
        + seconds(
            speeds,
            (long) RoundLimits.standard().rejectionBlocks(seats)
                * RoundLimits.standard().rejectionsOfBlock(seats));
  }

  /** Heap of the keys of all verdicts on valid updates, or of these verdicts. */
  static double verdictBytes(int seats) {
    return (double) VERDICT_BYTES * seats;
  }

  /** Heap of the uploads of a round, as many as its seats can account for. */
  static double uploadBytes(int seats) {
    return (double) UPLOAD_BYTES * RoundLimits.standard().updates(seats);
  }
}
