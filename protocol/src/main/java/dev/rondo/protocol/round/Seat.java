package dev.rondo.protocol.round;

import dev.rondo.protocol.store.ObjectKeys;

/**
 * One invitation to a round, as it lies in the task queue. It names no client: whoever takes it
 * trains.
 *
 * @param job the job
 * @param round the round
 * @param seat its number, from 0
 * @param nonce shows, in an update, that the sender was invited
 */
public record Seat(String job, int round, int seat, String nonce) {

  public Seat {
    if (!ObjectKeys.isJob(job) || round < 1 || round > ObjectKeys.MAX_ROUND || seat < 0) {
      throw new IllegalArgumentException("Not a seat: job '" + job + "', round " + round);
    }
    if (nonce.isEmpty() || nonce.length() > 128) {
      throw new IllegalArgumentException("A seat's nonce has 1 to 128 characters");
    }
  }
}
