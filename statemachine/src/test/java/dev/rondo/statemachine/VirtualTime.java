package dev.rondo.statemachine;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Timers whose time passes only when somebody runs them. */
final class VirtualTime implements Timers {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Entry(Instant when, long order, Runnable action) {}

  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparing(Entry::when).thenComparing(Entry::order));
  private Instant now = START;
  private long given;

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public Cancellable after(Duration delay, Runnable action) {
    Entry entry = new Entry(now.plus(delay), given++, action);
    queue.add(entry);
    return () -> queue.remove(entry);
  }

  /** Runs everything there is, and all that comes of it. */
  void runAll() {
    while (!queue.isEmpty()) {
      step();
    }
  }

  /** Runs everything that is due until then, and sets the clock there. */
  void runFor(Duration duration) {
    Instant end = now.plus(duration);
    while (!queue.isEmpty() && !queue.peek().when().isAfter(end)) {
      step();
    }
    now = end;
  }

  Duration elapsed() {
    return Duration.between(START, now);
  }

  int pending() {
    return queue.size();
  }

  private void step() {
    Entry next = queue.remove();
    now = next.when();
    next.action().run();
  }
}
