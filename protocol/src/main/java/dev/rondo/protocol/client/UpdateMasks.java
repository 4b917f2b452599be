package dev.rondo.protocol.client;

import dev.rondo.protocol.round.Plan;

/** Masks the updates of a client, with its keys. */
@FunctionalInterface
public interface UpdateMasks {

  /**
   * A masked update.
   *
   * @param numbers the masked coordinates, one for each number of the parameter vector
   * @param digest SHA-256 of the coordinates, in hexadecimal
   * @param seed the seed of the mask, sealed for the helper
   */
  record Masked(int[] numbers, String digest, byte[] seed) {}

  /**
   * Masks an update with a new mask.
   *
   * @param plan of the round; it has secure aggregation
   * @param client the client's id
   * @param delta the update; zero where updates leave numbers out
   * @throws IllegalArgumentException if a number is not finite
   */
  Masked mask(Plan plan, String client, float[] delta);
}
