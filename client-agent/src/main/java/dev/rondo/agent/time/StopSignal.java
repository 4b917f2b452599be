package dev.rondo.agent.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The request to stop the agent. The first request gives the reason; a request cannot be withdrawn.
 */
public final class StopSignal {

  private final CountDownLatch asked = new CountDownLatch(1);
  private final List<Runnable> listeners = new ArrayList<>();
  private Optional<String> reason = Optional.empty();

  /**
   * Requests the stop. Does nothing if it was requested before.
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

  /** The reason, or empty if no stop was requested. */
  public synchronized Optional<String> reason() {
    return reason;
  }

  /** Calls this once when a stop is requested, or at once if it already was. */
  public void onRequest(Runnable listener) {
    synchronized (this) {
      listeners.add(listener);
      if (reason.isEmpty()) {
        return;
      }
    }
    listener.run();
  }

  /** Waits for a request, but no longer than this. Returns whether there is one. */
  public boolean await(Duration atMost) {
    try {
      return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
