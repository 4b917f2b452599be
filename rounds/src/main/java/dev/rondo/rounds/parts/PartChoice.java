package dev.rondo.rounds.parts;

/** Chooses the number of model parts of a round. */
@FunctionalInterface
public interface PartChoice {

  /**
   * @param parameters numbers of the model
   * @param seats updates at most
   * @param allUpdatesInOnePart whether the rule must see all updates of a part
   * @return 0 for the two-level path of workers, partial aggregates and the master
   * @throws IllegalArgumentException when no number of parts will do
   */
  int parts(long parameters, int seats, boolean allUpdatesInOnePart);
}
