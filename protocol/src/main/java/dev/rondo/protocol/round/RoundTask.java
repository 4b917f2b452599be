package dev.rondo.protocol.round;

/** What the clients of a round do. */
public enum RoundTask {
  /** They train the base version. */
  TRAIN,
  /** They only measure the base version; their updates have metrics and no tensors. */
  EVALUATE
}
