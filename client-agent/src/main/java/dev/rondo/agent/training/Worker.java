package dev.rondo.agent.training;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** Runs one piece of work at a time in another thread. */
@FunctionalInterface
public interface Worker {

  /** Starts when earlier work has ended. */
  <T> Work<T> start(Callable<T> task);

  /**
   * Running work.
   *
   * @param <T> what it brings
   */
  interface Work<T> {

    /**
     * Waits for the end of the work, for this time or until the agent stops. Returns whether the
     * work has ended.
     */
    boolean await(Duration atMost);

    /** Waits for the end of the work for this time, even if the agent stops. */
    boolean finish(Duration atMost);

    /**
     * The result of the work, once it has ended.
     *
     * @throws ExecutionException when it failed
     */
    T result() throws ExecutionException;
  }
}
