package dev.rondo.rounds.state;

/**
 * Wakes a round that waits for its quorum. AwaitQuorum stores a task token and waits; the worker
 * that completes the quorum sends the token. Implementations: Step Functions' SendTaskSuccess, and
 * the interpreter of the state machine in simulations.
 */
public interface RoundSignal {

  /**
   * Sends a task token.
   *
   * @return whether the token was accepted; false if it was used before, has expired or is unknown
   */
  boolean quorumReached(String token);
}
