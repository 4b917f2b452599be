package dev.rondo.simulation;

import dev.rondo.trainer.TrainerException;

/** Passes events on, and ends a simulation in which no client can train. */
final class FailingClients implements VirtualFleet.Listener {

  /** So many failures in succession are no accident, even if a round has fewer seats. */
  private static final int FEW = 10;

  private final SimulationListener listener;
  private final int most;
  private int succession;

  /**
   * @param seats of a round
   */
  FailingClients(SimulationListener listener, int seats) {
    this.listener = listener;
    this.most = Math.max(FEW, seats);
  }

  @Override
  public void arrived(int round, int updates, int quorum) {
    succession = 0;
    listener.updateArrived(round, updates, quorum);
  }

  @Override
  public void failed(int round, String client, TrainerException cause) {
    succession++;
    listener.clientFailed(round, client, String.valueOf(cause.getMessage()));
    if (succession >= most) {
      throw new SimulationException(
          "Stopped in round %s: the training of %s clients failed in succession. The last one was %s. %s"
              .formatted(round, succession, client, cause.getMessage()),
          cause);
    }
  }
}
