package dev.rondo.rounds.scale;

/**
 * What the master does on either path before it decides: it lists the round and asks the roster.
 */
final class MasterLoad {

  private MasterLoad() {}

  /**
   * Seconds of its listings, of the updates without a verdict that it reads itself, and of the
   * roster for these. The seconds of the verdicts are those of the path.
   */
  static double choiceSeconds(Functions functions, RoundSize size) {
    Speeds speeds = functions.speeds();
    int seats = size.seats();
    RoundLimits limits = RoundLimits.standard();
    double reads = limits.readsOfPass(seats, size.updateBytes()) - seats;
    return Listings.seconds(speeds, seats)
        + Listings.uploadSeconds(speeds, seats)
        + reads * speeds.requestSeconds() / Memory.READS_IN_FLIGHT
        + RosterLoad.seconds(
            speeds, functions.memory().masterMb(), limits.rawUpdates(seats, 0, size.updateBytes()));
  }

  /** Heap of the uploads, which are more than the verdicts, and of the roster while it is read. */
  static double choiceBytes(RoundSize size) {
    return RosterLoad.readingBytes() + Listings.uploadBytes(size.seats());
  }
}
