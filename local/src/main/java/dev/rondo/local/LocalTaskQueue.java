package dev.rondo.local;

import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The task queue in memory. */
public final class LocalTaskQueue implements TaskQueue {

  private final MemoryQueue<Seat> queue;
  private Runnable onPublish = () -> {};

  public LocalTaskQueue(InstantSource clock, Duration visibilityTimeout) {
    this.queue = new MemoryQueue<>(clock, visibilityTimeout);
  }

  /** Calls this whenever seats are published, in place of a long poll. */
  public void onPublish(Runnable action) {
    onPublish = action;
  }

  @Override
  public void publish(List<Seat> seats) {
    seats.forEach(queue::send);
    onPublish.run();
  }

  @Override
  public Optional<Delivery> receive() {
    return queue.receive().map(d -> new Delivery(d.body(), d.receipt()));
  }

  @Override
  public void delete(String receipt) {
    queue.delete(receipt);
  }

  @Override
  public void changeVisibility(String receipt, Duration visibleAfter) {
    queue.changeVisibility(receipt, visibleAfter);
  }

  /** When the next seat becomes visible; empty if there is none. */
  public Optional<Instant> nextVisibleAt() {
    return queue.nextVisibleAt();
  }
}
