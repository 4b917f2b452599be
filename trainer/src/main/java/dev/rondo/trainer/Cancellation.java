package dev.rondo.trainer;

import java.util.ArrayList;
import java.util.List;

/** Tells a request that its result is not needed any more. For several threads. */
public final class Cancellation {

  private final List<Runnable> listeners = new ArrayList<>();
  private boolean cancelled;

  /** Cancels the request; at once, or as soon as it begins. */
  public void cancel() {
    List<Runnable> called;
    synchronized (this) {
      cancelled = true;
      called = List.copyOf(listeners);
      listeners.clear();
    }
    called.forEach(Runnable::run);
  }

  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Calls the listener once if this is cancelled; at once if it already is. */
  void onCancel(Runnable listener) {
    synchronized (this) {
      if (!cancelled) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  synchronized void forget(Runnable listener) {
    listeners.remove(listener);
  }
}
