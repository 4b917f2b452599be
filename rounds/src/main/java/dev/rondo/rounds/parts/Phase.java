package dev.rondo.rounds.parts;

/** What the functions of a fan-out do. */
public enum Phase {
  /** Fold one group of partial aggregates and updates into one sum of the whole model. */
  SUM,
  /** Measure distances between the candidates' updates. */
  DISTANCES,
  /** Fold the contributors' updates into one model part of the new version. */
  FOLD
}
