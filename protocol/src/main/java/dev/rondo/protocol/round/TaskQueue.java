package dev.rondo.protocol.round;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The queue of seats: the server publishes the seats of a round, and clients poll for them.
 *
 * <p>Delivery is at least once and unordered. A received seat is invisible to other clients for the
 * visibility timeout. A client that trains prolongs it by heartbeats ({@link #changeVisibility})
 * and deletes the seat after its upload. The seat of a client that crashed becomes visible again,
 * and another client takes it. Duplicates are harmless: the key of an update contains the client,
 * and each client can write one update for each round.
 *
 * <p>Every method throws {@link dev.rondo.protocol.store.StoreException} if the queue does not
 * answer. Implementations: SQS ({@code aws}) and memory ({@code local}). Both pass the same {@code
 * TaskQueueContract}.
 */
public interface TaskQueue {

  /**
   * A seat that this client holds.
   *
   * @param seat the seat
   * @param receipt identifies this delivery; stale once the seat has been delivered again
   */
  record Delivery(Seat seat, String receipt) {}

  /** Adds seats to the queue. After an exception, some of them may be in the queue. */
  void publish(List<Seat> seats);

  /** Takes one visible seat, or returns empty if there is none. */
  Optional<Delivery> receive();

  /** Removes a seat. With a stale receipt, the seat may stay, and it is no error. */
  void delete(String receipt);

  /**
   * Makes a held seat visible to other clients after this time from now. A heartbeat prolongs the
   * time; a client that cannot take part hands the seat back with a short time. With a stale
   * receipt, SQS changes the time as well, so that a client that was away for too long can make the
   * seat of another one visible too early or too late. That is as harmless as any duplicate.
   */
  void changeVisibility(String receipt, Duration visibleAfter);
}
