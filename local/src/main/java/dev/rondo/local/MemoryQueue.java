package dev.rondo.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

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
  private final TreeMap<Long, Message<T>> messages = new TreeMap<>();
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
    long id = ids++;
    messages.put(id, new Message<>(id, body, clock.instant(), ""));
  }

  public synchronized Optional<Delivery<T>> receive() {
    Instant now = clock.instant();
    Optional<Message<T>> next =
        messages.values().stream()
            .filter(message -> !message.visibleAt().isAfter(now))
            .min(Comparator.comparing(Message::visibleAt));
    return next.map(
        message -> {
          String receipt = message.id() + "#" + deliveries++;
          put(message, now.plus(visibilityTimeout), receipt);
          return new Delivery<>(message.body(), receipt);
        });
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

  /** Deletes a message; does nothing if the receipt is stale. */
  public synchronized void delete(String receipt) {
    held(receipt).ifPresent(message -> messages.remove(message.id()));
  }

  /** Makes a held message visible after this time; does nothing if the receipt is stale. */
  public synchronized void changeVisibility(String receipt, Duration visibleAfter) {
    held(receipt).ifPresent(message -> put(message, clock.instant().plus(visibleAfter), receipt));
  }

  /** When the next message becomes visible; empty if the queue is empty. */
  public synchronized Optional<Instant> nextVisibleAt() {
    return messages.values().stream().map(Message::visibleAt).min(Comparator.naturalOrder());
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

  private void put(Message<T> message, Instant visibleAt, String receipt) {
    messages.put(message.id(), new Message<>(message.id(), message.body(), visibleAt, receipt));
  }
}
