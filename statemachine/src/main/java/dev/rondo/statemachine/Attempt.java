package dev.rondo.statemachine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One try of a state: what it has under way, so that all of it stops when the try is over. */
final class Attempt {
  private final Timers timers;
  private final List<Runnable> cleanups = new ArrayList<>();
  private boolean closed;

  Attempt(Timers timers) {
    this.timers = timers;
  }

  void after(Duration delay, Runnable action) {
    if (closed) {
      return;
    }
    Timers.Cancellable timer =
        timers.after(
            delay,
            () -> {
              if (!closed) {
                action.run();
              }
            });
    cleanups.add(timer::cancel);
  }

  void onClose(Runnable cleanup) {
    if (closed) {
      cleanup.run();
    } else {
      cleanups.add(cleanup);
    }
  }

  void close() {
    if (!closed) {
      closed = true;
      cleanups.forEach(Runnable::run);
      cleanups.clear();
    }
  }
}
