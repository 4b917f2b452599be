package dev.rondo.faults.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Threads that fibers run on, kept from one schedule to the next. Only one of them runs at a time.
 */
public final class Crew implements AutoCloseable {

  private final Deque<Hand> idle = new ArrayDeque<>();
  private final List<Hand> all = new ArrayList<>();

  /** A thread that does one task after another, each when it is given the baton. */
  final class Hand {
    private final Thread thread = new Thread(this::work, "fiber-" + all.size());
    private final Baton baton = new Baton(thread);
    private Runnable task = () -> {};
    private boolean closed;

    Baton baton() {
      return baton;
    }

    void assign(Runnable next) {
      task = next;
    }

    private void work() {
      baton.await();
      while (!closed) {
        task.run();
        baton.await();
      }
    }
  }

  Hand take() {
    Hand free = idle.poll();
    if (free != null) {
      return free;
    }
    Hand hand = new Hand();
    hand.thread.setDaemon(true);
    hand.thread.start();
    all.add(hand);
    return hand;
  }

  void release(Hand hand) {
    idle.push(hand);
  }

  /** Ends all threads. No fiber may be running. */
  @Override
  public void close() {
    for (Hand hand : all) {
      hand.closed = true;
      hand.baton.give();
    }
  }
}
