package dev.rondo.statemachine;

import java.time.Duration;
import java.time.Instant;

/**
 * Time as the interpreter sees it; an event loop implements it. Everything that the interpreter
 * does, it does in actions given to {@link #after}; these run one at a time, by time, and at the
 * same time in the order in which they were given.
 */
public interface Timers {

  Instant now();

  /** Runs an action later, never from inside this call, even when the delay is zero. */
  Cancellable after(Duration delay, Runnable action);

  /** An action that has been put off. */
  interface Cancellable {
    /** The action will not run; does nothing if it has run. */
    void cancel();
  }
}
