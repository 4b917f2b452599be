package dev.rondo.rounds.step;

/**
 * What became of the updates of a round.
 *
 * @param accepted in the version
 * @param late valid, or not read and probably valid, but not in the version
 * @param rejected invalid, of clients that are not invited, or not read and probably invalid
 * @param duplicateSeats valid, but their seat has the update of another client
 */
record UpdateCounts(int accepted, int late, int rejected, int duplicateSeats) {

  /**
   * Seats without a valid update. A rejected update changes nothing here: it may be of a client
   * that has no seat.
   */
  int dropped(int seats) {
    return Math.max(0, seats - accepted - late);
  }
}
