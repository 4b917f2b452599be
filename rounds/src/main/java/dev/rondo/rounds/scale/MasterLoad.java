package dev.rondo.rounds.scale;

/**
 * What the master does on either path before it decides: it lists the round and asks the roster.
 */
final class MasterLoad {

  private MasterLoad() {}

  /** Seconds of its listings, and of the roster for the updates that it reads itself. */
  static double choiceSeconds(Functions functions, RoundSize size) {
    Speeds speeds = functions.speeds();
    return Listings.seconds(speeds, size.seats())
        + Listings.uploadSeconds(speeds, size.seats())
        + RosterLoad.seconds(
            speeds, functions.memory().masterMb(), RoundLimits.standard().rawUpdates(size.seats()));
  }

  /** Heap of the uploads, which are more than the verdicts, and of the roster while it is read. */
  static double choiceBytes(RoundSize size) {
    return RosterLoad.readingBytes() + Listings.uploadBytes(size.seats());
  }
}
