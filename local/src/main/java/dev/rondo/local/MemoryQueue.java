package dev.rondo.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A queue with visibility timeouts like SQS: a received message is invisible for a while and
 * becomes visible again unless it is deleted. Messages are received in the order in which they
 * became visible.
 *
 * @param <T> what it carries
 */
public final class MemoryQueue<T> {

  private final InstantSource clock;
  private final Duration visibilityTimeout;
  private final Map<Long, Message<T>> messages = new HashMap<>();
  private final TreeSet<Message<T>> byTime =
      new TreeSet<>(
          Comparator.comparing((Message<T> message) -> message.visibleAt())
              .thenComparingLong(message -> message.id()));
  private long ids;
  private long deliveries;

  public MemoryQueue(InstantSource clock, Duration visibilityTimeout) {
    this.clock = clock;
    this.visibilityTimeout = visibilityTimeout;
  }

  private record Message<T>(long id, T body, Instant visibleAt, String receipt) {}

  /**
   * A message that this receiver holds for the moment.
   *
   * @param <T> what it carries
   */
  public record Delivery<T>(T body, String receipt) {}

  public synchronized void send(T body) {
    put(new Message<>(ids++, body, clock.instant(), ""));
  }

  public synchronized Optional<Delivery<T>> receive() {
    Instant now = clock.instant();
    if (byTime.isEmpty() || byTime.first().visibleAt().isAfter(now)) {
      return Optional.empty();
    }
    Message<T> message = byTime.first();
    String receipt = message.id() + "#" + deliveries++;
    put(new Message<>(message.id(), message.body(), now.plus(visibilityTimeout), receipt));
    return Optional.of(new Delivery<>(message.body(), receipt));
  }

  /** Receives up to so many messages. */
  public synchronized List<Delivery<T>> receive(int max) {
    List<Delivery<T>> batch = new ArrayList<>();
    for (int i = 0; i < max; i++) {
      Optional<Delivery<T>> delivery = receive();
      if (delivery.isEmpty()) {
        break;
      }
      batch.add(delivery.get());
    }
    return batch;
  }

  /** How many messages the queue has, visible or not. */
  public synchronized int size() {
    return messages.size();
  }

  /** Deletes a message; does nothing if the receipt is stale. */
  public synchronized void delete(String receipt) {
    held(receipt)
        .ifPresent(
            message -> {
              messages.remove(message.id());
              byTime.remove(message);
            });
  }

  /** Makes a held message visible after this time; does nothing if the receipt is stale. */
  public synchronized void changeVisibility(String receipt, Duration visibleAfter) {
    Instant at = clock.instant().plus(visibleAfter);
    held(receipt)
        .ifPresent(message -> put(new Message<>(message.id(), message.body(), at, receipt)));
  }

  /** When the next message becomes visible; empty if the queue is empty. */
  public synchronized Optional<Instant> nextVisibleAt() {
    return byTime.isEmpty() ? Optional.empty() : Optional.of(byTime.first().visibleAt());
  }

  private Optional<Message<T>> held(String receipt) {
    int mark = receipt.indexOf('#');
    if (mark < 1) {
      return Optional.empty();
    }
    Message<T> message = messages.get(Long.parseLong(receipt, 0, mark, 10));
    return message != null && message.receipt().equals(receipt)
        ? Optional.of(message)
        : Optional.empty();
  }

  /** Adds a message, or replaces the one with its number. */
  private void put(Message<T> message) {
    Message<T> before = messages.put(message.id(), message);
    if (before != null) {
      byTime.remove(before);
    }
    byTime.add(message);
  }
}
