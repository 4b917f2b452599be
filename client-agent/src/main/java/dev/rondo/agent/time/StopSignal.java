package dev.rondo.agent.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks the agent to end. Whoever asks first says why; once asked for, it stays so. */
public final class StopSignal {

  private final CountDownLatch asked = new CountDownLatch(1);
  private final List<Runnable> listeners = new ArrayList<>();
  private Optional<String> reason = Optional.empty();

  /**
   * Asks; does nothing when somebody has before.
   *
   * @param why what the status line says of it
   */
  public void request(String why) {
    List<Runnable> toCall;
    synchronized (this) {
      if (reason.isPresent()) {
        return;
      }
      reason = Optional.of(why);
      toCall = List.copyOf(listeners);
    }
    asked.countDown();
    toCall.forEach(Runnable::run);
  }

  public synchronized boolean isRequested() {
    return reason.isPresent();
  }

  /** Why; empty as long as nobody has asked. */
  public synchronized Optional<String> reason() {
    return reason;
  }

  /** Calls this once when somebody asks, or at once if somebody has. */
  public void onRequest(Runnable listener) {
    synchronized (this) {
      listeners.add(listener);
      if (reason.isEmpty()) {
        return;
      }
    }
    listener.run();
  }

  /** Waits until somebody asks, but no longer than this; says whether somebody has. */
  public boolean await(Duration atMost) {
    try {
      return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
