package dev.rondo.simulation;

import dev.rondo.rounds.state.RoundResult;

/** Told what happens while it happens, on the thread that runs the simulation. */
public interface SimulationListener {

  /** Something about the model that its user should know. */
  default void notice(String text) {}

  /** The job was found or created, and its first round to be played is this. */
  default void started(String job, int firstRound, int lastRound) {}

  /** A round has opened. */
  default void roundOpened(int round) {}

  /** An update has arrived. */
  default void updateArrived(int round, int updates, int quorum) {}

  /** A round has ended; {@code seconds} of real time after it opened. */
  default void roundClosed(RoundResult result, double seconds) {}
}
