package dev.rondo.simulation;

import dev.rondo.learning.data.LoadedData;
import dev.rondo.rounds.state.RoundResult;
import java.util.List;

/** Is notified of events during a simulation, on the thread that runs it. */
public interface SimulationListener {

  /** How the data set was understood. */
  default void data(List<LoadedData.Fact> facts) {}

  /** The kernel of OpenBLAS that trains. */
  default void kernel(String name) {}

  /** The program that trains, by its own name. */
  default void trainer(String name) {}

  /** A notice about the model or the bits of the result for its user. */
  default void notice(String text) {}

  /** The job exists or was created; this is the first round to run. */
  default void started(String job, int firstRound, int lastRound) {}

  /** The job has already ended, after this round: no round is run. */
  default void alreadyEnded(String job, int round) {}

  /** A round has opened. */
  default void roundOpened(int round) {}

  /** An update has arrived. */
  default void updateArrived(int round, int updates, int quorum) {}

  /** The training of a client has failed. Another client takes its seat. */
  default void clientFailed(int round, String client, String cause) {}

  /** A round has ended; {@code seconds} of real time after it opened. */
  default void roundClosed(RoundResult result, double seconds) {}
}
