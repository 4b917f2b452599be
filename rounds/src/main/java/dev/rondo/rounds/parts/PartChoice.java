package dev.rondo.rounds.parts;

/** Decides into how many shards a round's model is cut. */
@FunctionalInterface
public interface PartChoice {

  /**
   * @param parameters numbers of the model
   * @param seats updates at most
   * @param allUpdatesInOneShard whether the rule must see all updates of a slice
   * @return 0 for the two-level path of workers, partial aggregates and the master
   * @throws IllegalArgumentException when no number of shards will do
   */
  int shards(long parameters, int seats, boolean allUpdatesInOneShard);
}
