package dev.rondo.agent;

import dev.rondo.agent.data.ClientData;
import dev.rondo.agent.status.AgentState;
import dev.rondo.agent.status.StatusLines;
import dev.rondo.agent.time.BackOff;
import dev.rondo.agent.time.Pauses;
import dev.rondo.agent.time.SecondsRange;
import dev.rondo.agent.time.StopSignal;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.round.TaskQueue.Delivery;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Takes seats, one at a time, until the agent stops. Every iteration waits for something: a seat,
 * the training, or a pause that grows while failures continue.
 */
final class AgentLoop {

  private final TaskQueue queue;
  private final ClientData data;
  private final SeatService service;
  private final StopSignal stop;
  private final Pauses pauses;
  private final AgentState state;
  private final StatusLines status;
  private final RandomGenerator random;
  private final Habits habits;
  private final BackOff faults;
  private final BackOff leftovers;

  /**
   * The pauses between polls.
   *
   * @param handBack when a seat that is for another is visible again
   * @param idlePoll after a poll that brought nothing
   * @param afterRound after an update
   * @param backOff after a fault
   */
  record Habits(
      SecondsRange handBack, SecondsRange idlePoll, SecondsRange afterRound, SecondsRange backOff) {

    /**
     * Pause between two seats that are for other clients. It is short, because a seat is invisible
     * to others while this client looks at it.
     */
    SecondsRange leftovers() {
      double low = Math.max(0.5, afterRound.low());
      return new SecondsRange(low, Math.max(low, handBack.low()));
    }
  }

  AgentLoop(
      TaskQueue queue,
      ClientData data,
      SeatService service,
      StopSignal stop,
      Pauses pauses,
      AgentState state,
      StatusLines status,
      RandomGenerator random,
      Habits habits) {
    this.queue = queue;
    this.data = data;
    this.service = service;
    this.stop = stop;
    this.pauses = pauses;
    this.state = state;
    this.status = status;
    this.random = random;
    this.habits = habits;
    this.faults = new BackOff(habits.backOff(), random);
    this.leftovers = new BackOff(habits.leftovers(), random);
  }

  /** Runs until the agent stops, then gives back the seat and the lease. */
  void run() {
    while (!stop.isRequested()) {
      try {
        takeSeat();
      } catch (RuntimeException e) {
        fault(e);
      }
    }
    state.enter("stopping");
    status.line("stopping").info(stop.reason().orElse(""));
    try {
      data.release();
    } catch (RuntimeException e) {
      status.line("stopping").warn("Cannot release the data shard; its lease will expire: " + e);
    }
  }

  private void takeSeat() {
    state.enter("waiting");
    if (!data.keep()) {
      status
          .line("lease_lost")
          .warn("Another client took over this client's data shard, because its lease expired");
    }
    Optional<Delivery> delivery = queue.receive();
    if (delivery.isEmpty()) {
      faults.reset();
      pauses.pause(habits.idlePoll().draw(random));
      return;
    }
    if (stop.isRequested()) {
      queue.changeVisibility(delivery.get().receipt(), Duration.ZERO);
      return;
    }
    SeatService.Served served;
    try {
      served = service.serve(delivery.get());
    } catch (RuntimeException e) {
      handBack(delivery.get());
      throw e;
    }
    settle(delivery.get(), served);
  }

  private void settle(Delivery delivery, SeatService.Served served) {
    if (served instanceof SeatService.Served.Uploaded) {
      queue.delete(delivery.receipt());
      faults.reset();
      leftovers.reset();
      pauses.pause(habits.afterRound().draw(random));
    } else if (served instanceof SeatService.Served.Over) {
      queue.delete(delivery.receipt());
      faults.reset();
    } else if (served instanceof SeatService.Served.ForAnother) {
      handBack(delivery);
      pauses.pause(leftovers.next());
    } else if (served instanceof SeatService.Served.NotNow notNow) {
      handBack(delivery);
      pause("backing_off", longer(faults.next(), notNow.atLeast()));
    } else {
      queue.changeVisibility(delivery.receipt(), Duration.ZERO);
    }
  }

  private void handBack(Delivery delivery) {
    Duration visibleAfter = habits.handBack().draw(random);
    try {
      queue.changeVisibility(delivery.receipt(), visibleAfter);
    } catch (RuntimeException e) {
      // The seat becomes visible again by itself, only later.
      Seat seat = delivery.seat();
      status
          .line("fault")
          .with("job", seat.job())
          .with("round", seat.round())
          .warn("Cannot hand back the seat: " + e);
    }
  }

  private void fault(RuntimeException e) {
    Duration pause = faults.next();
    status
        .line("fault")
        .with("pause_seconds", pause.toMillis() / 1000.0)
        .warn(e.getMessage() == null ? e.toString() : e.getMessage());
    pause("backing_off", pause);
  }

  private void pause(String newState, Duration pause) {
    state.enter(newState);
    pauses.pause(pause);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
