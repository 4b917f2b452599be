package dev.rondo.cli.command;

import dev.rondo.rounds.state.RoundResult;
import dev.rondo.simulation.SimulationListener;
import java.time.Duration;

/** Forwards all events, and updates the report if the last one is older than 30 seconds. */
final class ReportingListener implements SimulationListener {

  private static final long EVERY = Duration.ofSeconds(30).toNanos();

  private final SimulationListener listener;
  private final Runnable report;
  private long last = System.nanoTime();

  ReportingListener(SimulationListener listener, Runnable report) {
    this.listener = listener;
    this.report = report;
  }

  @Override
  public void notice(String text) {
    listener.notice(text);
  }

  @Override
  public void started(String job, int firstRound, int lastRound) {
    listener.started(job, firstRound, lastRound);
  }

  @Override
  public void roundOpened(int round) {
    listener.roundOpened(round);
  }

  @Override
  public void updateArrived(int round, int updates, int quorum) {
    listener.updateArrived(round, updates, quorum);
  }

  @Override
  public void roundClosed(RoundResult result, double seconds) {
    listener.roundClosed(result, seconds);
    if (System.nanoTime() - last >= EVERY) {
      report.run();
      last = System.nanoTime();
    }
  }
}
