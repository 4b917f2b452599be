package dev.rondo.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * An event loop with a virtual clock: the clock jumps from one event to the next. Events of the
 * same instant run in the order in which they were scheduled, so every run is the same.
 *
 * <p>Not thread-safe: all events run on the thread that calls {@link #runUntil}.
 */
public final class VirtualTime implements InstantSource {

  // A sorted set, because a round of many clients also takes events back.
  private final TreeSet<Event> events =
      new TreeSet<>(Comparator.comparing(Event::at).thenComparingLong(Event::sequence));
  private Instant now;
  private long sequence;

  public VirtualTime(Instant start) {
    this.now = start;
  }

  /** Something that is going to happen. */
  public record Event(Instant at, long sequence, Runnable action) {}

  @Override
  public Instant instant() {
    return now;
  }

  /** Lets something happen after a delay; one below zero is none. */
  public Event after(Duration delay, Runnable action) {
    Instant at = delay.isNegative() ? now : now.plus(delay);
    Event event = new Event(at, sequence++, action);
    events.add(event);
    return event;
  }

  /** Takes an event back, if it has not happened yet. */
  public void cancel(Event event) {
    events.remove(event);
  }

  /**
   * Runs events until the condition holds or nothing is left.
   *
   * @return whether the condition holds
   */
  public boolean runUntil(BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      Event next = events.pollFirst();
      if (next == null) {
        return false;
      }
      now = next.at();
      next.action().run();
    }
    return true;
  }
}
