package dev.rondo.rounds.parts;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.scale.RoundSize;

/** Chooses how the model of a round is divided. */
@FunctionalInterface
public interface PartChoice {

  /**
   * @throws InvalidInputException when no division will do
   */
  Division divide(RoundSize size);
}
