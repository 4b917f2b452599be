package dev.rondo.rounds.parts;

/** What the functions are to do that share the work of a round. */
public enum Phase {
  /** Fold a group of partial aggregates and updates into one sum of the whole model. */
  SUM,
  /** Measure how far apart the candidates' updates are. */
  DISTANCES,
  /** Fold the contributors' updates into their part of the new model. */
  FOLD
}
