package dev.rondo.protocol.round;

import dev.rondo.protocol.store.ObjectKeys;

/**
 * One invitation to a round: a message in the task queue. It names no client; the client that takes
 * it trains.
 *
 * @param job the job
 * @param round the round
 * @param seat its number, from 0
 * @param nonce a secret that the client repeats in its update, as proof that it has the seat
 */
public record Seat(String job, int round, int seat, String nonce) {

  public Seat {
    if (!ObjectKeys.isJob(job) || round < 1 || round > ObjectKeys.MAX_ROUND || seat < 0) {
      throw new IllegalArgumentException("Not a valid seat: job '" + job + "', round " + round);
    }
    if (nonce.isEmpty() || nonce.length() > SeatTree.MAX_NONCE) {
      throw new IllegalArgumentException(
          "A seat's nonce must have 1 to " + SeatTree.MAX_NONCE + " characters");
    }
  }
}
