package dev.rondo.agent;

import dev.rondo.agent.data.ClientData;
import dev.rondo.agent.status.AgentState;
import dev.rondo.agent.status.StatusLines;
import dev.rondo.agent.time.StopSignal;
import dev.rondo.agent.training.Outcome;
import dev.rondo.agent.training.SeatWork;
import dev.rondo.agent.training.Worker;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.round.TaskQueue.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;

/**
 * Keeps a seat by heartbeats while the client trains, and cancels the training if it is useless:
 * the round has closed, another client leases the data shard, or the agent stops. An upload that
 * has begun is finished.
 */
final class SeatKeeper {

  private final TaskQueue queue;
  private final ClientRound round;
  private final ClientData data;
  private final Worker worker;
  private final Timing timing;
  private final InstantSource clock;
  private final StopSignal stop;
  private final AgentState state;
  private final StatusLines status;

  /**
   * Heartbeat settings.
   *
   * @param visibility how long a seat is kept by one heartbeat
   * @param heartbeat time between two
   * @param upload how long an upload may go on when the agent is to stop
   */
  record Timing(Duration visibility, Duration heartbeat, Duration upload) {}

  SeatKeeper(
      TaskQueue queue,
      ClientRound round,
      ClientData data,
      Worker worker,
      Timing timing,
      InstantSource clock,
      StopSignal stop,
      AgentState state,
      StatusLines status) {
    this.queue = queue;
    this.round = round;
    this.data = data;
    this.worker = worker;
    this.timing = timing;
    this.clock = clock;
    this.stop = stop;
    this.state = state;
    this.status = status;
  }

  /** How the work for a seat ended. */
  sealed interface End {

    /** The work has ended. */
    record Done(Outcome outcome) implements End {}

    /** The work has failed and can succeed at another time. */
    record Failed(Throwable cause) implements End {}

    /** The round has ended without this client. */
    record RoundClosed() implements End {}

    /** The lease of the data shard was lost. */
    record LeaseLost() implements End {}

    /** The agent stops. */
    record Stopping() implements End {}
  }

  /** Runs the work and keeps the seat in the meantime. */
  End keep(Delivery delivery, SeatWork work) {
    Hold hold = new Hold(delivery);
    hold.beat();
    Worker.Work<Outcome> running = worker.start(work);
    while (!running.await(timing.heartbeat())) {
      state.touch();
      if (stop.isRequested()) {
        return stopping(running, work);
      }
      hold.beat();
      if (isClosed(delivery.seat()) && work.stage().abandon()) {
        return abandoned(running, new End.RoundClosed());
      }
      if (!data.keep() && work.stage().abandon()) {
        return abandoned(running, new End.LeaseLost());
      }
    }
    return ended(running);
  }

  private End stopping(Worker.Work<Outcome> running, SeatWork work) {
    if (!work.stage().abandon() && running.finish(timing.upload())) {
      return ended(running);
    }
    return new End.Stopping();
  }

  /** Waits until the thread is free again; training stops after the current batch. */
  private End abandoned(Worker.Work<Outcome> running, End end) {
    while (!running.finish(timing.heartbeat())) {
      state.touch();
      if (stop.isRequested()) {
        return end;
      }
    }
    return end;
  }

  private static End ended(Worker.Work<Outcome> running) {
    try {
      return new End.Done(running.result());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return new End.Failed(cause == null ? e : cause);
    }
  }

  private boolean isClosed(Seat seat) {
    try {
      return round.isClosed(seat);
    } catch (RuntimeException e) {
      return false; // Then the next heartbeat finds out.
    }
  }

  /** A seat, and whether this client still holds it. */
  private final class Hold {

    private final Delivery delivery;
    private Instant kept;
    private boolean told;

    Hold(Delivery delivery) {
      this.delivery = delivery;
      this.kept = clock.instant();
    }

    /**
     * One heartbeat. If all heartbeats fail for as long as a seat is invisible, another client may
     * have taken the seat. The work continues: this client's update counts if it arrives in time.
     */
    void beat() {
      try {
        queue.changeVisibility(delivery.receipt(), timing.visibility());
        kept = clock.instant();
      } catch (RuntimeException e) {
        boolean lost = clock.instant().isAfter(kept.plus(timing.visibility()));
        if (lost && !told) {
          told = true;
          Seat seat = delivery.seat();
          status
              .line("seat_lost")
              .with("job", seat.job())
              .with("round", seat.round())
              .warn("All heartbeats failed; another client may have taken the seat: " + e);
        }
      }
    }
  }
}
