package dev.rondo.core.shard;

/** What the shard functions of a round are to do. */
public enum Phase {
  /** Measure how far apart the candidates' updates are. */
  DISTANCES,
  /** Fold the contributors' updates into their slice of the new model. */
  FOLD
}
