package dev.rondo.rounds.state;

/** Wakes a round that waits for its quorum. */
public interface RoundSignal {

  /** Says whether the token was taken: false when it was used, has run out or is unknown. */
  boolean quorumReached(String token);
}
