package dev.rondo.faults.service;

import dev.rondo.faults.engine.Fibers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A standard queue of SQS: at least once, in no order. What is received is invisible for a while
 * and comes back unless it is deleted; a receipt that is out of date does nothing.
 *
 * @param <T> what it carries
 */
public final class MessageQueue<T> {

  private static final int NOWHERE = -1;

  private final World world;
  private final String name;
  private final Duration visibility;
  private final Runnable onVisible;
  private final Map<Integer, Message<T>> messages = new HashMap<>();
  private final List<Message<T>> visible = new ArrayList<>();
  private final Set<T> sent = new LinkedHashSet<>();
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
    private final int id;
    private final T body;
    private int place = NOWHERE;
    private String receipt = "";
    private int receives;
    private Fibers.Appointment appearance = () -> {};

    Message(int id, T body) {
      this.id = id;
      this.body = body;
    }
  }

  /**
   * A message that this receiver holds for the moment.
   *
   * @param <T> what it carries
   * @param receives how often it has been received, this time included
   */
  public record Delivery<T>(T body, String receipt, int receives) {}

  public void send(T body) {
    sent.add(body);
    enqueue(body);
    if (world.mischief().strikes(Fault.MESSAGE_DOUBLED, name + " " + body)) {
      enqueue(body);
    }
  }

  /** All that was ever sent, each once. */
  public Set<T> sent() {
    return Collections.unmodifiableSet(sent);
  }

  private void enqueue(T body) {
    boolean late = world.mischief().strikes(Fault.MESSAGE_LATE, name + " " + body);
    Message<T> message = new Message<>(ids++, body);
    messages.put(message.id, message);
    appear(message, late ? world.about(60_000) : world.about(200));
  }

  private void appear(Message<T> message, Duration delay) {
    hide(message);
    message.appearance =
        world
            .fibers()
            .after(
                delay,
                () -> {
                  message.place = visible.size();
                  visible.add(message);
                  onVisible.run();
                });
  }

  /** The last one takes the place of a message that becomes invisible. */
  private void hide(Message<T> message) {
    message.appearance.cancel();
    if (message.place != NOWHERE) {
      Message<T> last = visible.remove(visible.size() - 1);
      if (last != message) {
        visible.set(message.place, last);
        last.place = message.place;
      }
      message.place = NOWHERE;
    }
  }

  /** Takes up to so many messages that are visible, in a random order. */
  public List<Delivery<T>> receive(int most) {
    List<Delivery<T>> batch = new ArrayList<>();
    while (!visible.isEmpty() && batch.size() < most) {
      Message<T> message = visible.get(world.below(visible.size()));
      message.receipt = message.id + "#" + deliveries++;
      boolean brief = world.mischief().strikes(Fault.VISIBILITY_SHORT, name + " " + message.body);
      appear(message, brief ? world.about(2_000) : visibility);
      batch.add(new Delivery<>(message.body, message.receipt, ++message.receives));
    }
    return batch;
  }

  public void delete(String receipt) {
    int id = id(receipt);
    Message<T> message = messages.get(id);
    if (message != null && message.receipt.equals(receipt)) {
      hide(message);
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
