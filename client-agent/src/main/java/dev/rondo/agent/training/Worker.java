package dev.rondo.agent.training;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** Does one piece of work at a time, beside the thread that waits for it. */
@FunctionalInterface
public interface Worker {

  /** Begins as soon as what was begun before has ended. */
  <T> Work<T> start(Callable<T> task);

  /**
   * Work under way.
   *
   * @param <T> what it brings
   */
  interface Work<T> {

    /** Waits for its end, this long, or until the agent is to stop; says whether it has ended. */
    boolean await(Duration atMost);

    /** Waits for its end, this long, whether or not the agent is to stop. */
    boolean finish(Duration atMost);

    /**
     * What it brought, once it has ended.
     *
     * @throws ExecutionException when it failed
     */
    T result() throws ExecutionException;
  }
}
