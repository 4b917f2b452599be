package dev.rondo.protocol.round;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The queue of seats: delivers each at least once, in no order. A received seat is invisible to
 * others for a while and comes back unless it is deleted.
 */
public interface TaskQueue {

  /**
   * A seat that this receiver holds for the moment.
   *
   * @param seat the seat
   * @param receipt names this delivery; out of date once the seat was delivered to another
   */
  record Delivery(Seat seat, String receipt) {}

  void publish(List<Seat> seats);

  /** Takes one visible seat, or nothing when there is none. */
  Optional<Delivery> receive();

  /** Removes a seat for good. A receipt that is out of date does nothing. */
  void delete(String receipt);

  /**
   * Makes a held seat visible to others after this time from now: a heartbeat prolongs with it, a
   * client that cannot serve hands back with it. A receipt that is out of date does nothing.
   */
  void changeVisibility(String receipt, Duration visibleAfter);
}
