package dev.rondo.faults.service;

import dev.rondo.faults.engine.Fibers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A standard queue of SQS: at least once, in no order. What is received is invisible for a while
 * and comes back unless it is deleted; a receipt that is out of date does nothing.
 *
 * @param <T> what it carries
 */
public final class MessageQueue<T> {

  private final World world;
  private final String name;
  private final Duration visibility;
  private final Runnable onVisible;
  private final Map<Integer, Message<T>> messages = new LinkedHashMap<>();
  private int ids;
  private int deliveries;

  /**
   * @param onVisible called when there may be something to receive
   */
  public MessageQueue(World world, String name, Duration visibility, Runnable onVisible) {
    this.world = world;
    this.name = name;
    this.visibility = visibility;
    this.onVisible = onVisible;
  }

  private static final class Message<T> {
    private final T body;
    private Instant visibleAt = Instant.MAX;
    private String receipt = "";
    private Fibers.Appointment appearance = () -> {};

    Message(T body) {
      this.body = body;
    }
  }

  /**
   * A message that this receiver holds for the moment.
   *
   * @param <T> what it carries
   */
  public record Delivery<T>(T body, String receipt) {}

  public void send(T body) {
    enqueue(body);
    if (world.mischief().strikes(Fault.MESSAGE_DOUBLED, name + " " + body)) {
      enqueue(body);
    }
  }

  private void enqueue(T body) {
    boolean late = world.mischief().strikes(Fault.MESSAGE_LATE, name + " " + body);
    Message<T> message = new Message<>(body);
    messages.put(ids++, message);
    appear(message, late ? world.about(60_000) : world.about(200));
  }

  private void appear(Message<T> message, Duration delay) {
    message.appearance.cancel();
    message.visibleAt = world.fibers().instant().plus(delay);
    message.appearance = world.fibers().after(delay, onVisible);
  }

  /** Takes up to so many messages that are visible, in a random order. */
  public List<Delivery<T>> receive(int most) {
    Instant now = world.fibers().instant();
    List<Integer> visible = new ArrayList<>();
    messages.forEach(
        (id, message) -> {
          if (!message.visibleAt.isAfter(now)) {
            visible.add(id);
          }
        });
    List<Delivery<T>> batch = new ArrayList<>();
    while (!visible.isEmpty() && batch.size() < most) {
      int id = visible.remove(world.below(visible.size()));
      Message<T> message = messages.get(id);
      if (message != null) {
        message.receipt = id + "#" + deliveries++;
        boolean brief = world.mischief().strikes(Fault.VISIBILITY_SHORT, name + " " + message.body);
        appear(message, brief ? world.about(2_000) : visibility);
        batch.add(new Delivery<>(message.body, message.receipt));
      }
    }
    return batch;
  }

  public void delete(String receipt) {
    int id = id(receipt);
    Message<T> message = messages.get(id);
    if (message != null && message.receipt.equals(receipt)) {
      message.appearance.cancel();
      messages.remove(id);
    }
  }

  public void changeVisibility(String receipt, Duration visibleAfter) {
    Message<T> message = messages.get(id(receipt));
    if (message != null && message.receipt.equals(receipt)) {
      appear(message, visibleAfter);
    }
  }

  private static int id(String receipt) {
    return Integer.parseInt(receipt, 0, receipt.indexOf('#'), 10);
  }
}
