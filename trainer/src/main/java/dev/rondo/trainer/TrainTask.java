package dev.rondo.trainer;

import dev.rondo.protocol.round.Plan;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a client trains in a round.
 *
 * @param plan the round's plan
 * @param client the client's id
 * @param partition which of how many clients it is, in a simulation
 * @param shard a file with its examples; empty if the trainer has its own data
 * @param seed a function of job, round and client
 */
public record TrainTask(
    Plan plan, String client, Optional<Partition> partition, Optional<Path> shard, long seed) {

  /** The largest seed is 2^53 - 1, so that every language reads it from JSON without loss. */
  private static final int SEED_BITS = 53;

  /**
   * The number of a client among all.
   *
   * @param number from 0
   * @param of how many there are
   */
  public record Partition(int number, int of) {}

  /** The seed as trainers get it: 0 to 2^53 - 1. */
  long shortSeed() {
    return shortened(seed);
  }

  static long shortened(long seed) {
    return seed >>> (Long.SIZE - SEED_BITS);
  }
}
