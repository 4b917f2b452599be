package dev.rondo.simulation;

import dev.rondo.protocol.training.LocalResult;
import dev.rondo.trainer.Cancellation;
import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Trains virtual clients on real threads, in the order in which their updates arrive in virtual
 * time. Only a few results wait at a time, whatever the size of the cohort.
 */
final class TrainingPool implements AutoCloseable {

  // A sorted set, because joining and cancelling remove tasks from the middle.
  private final TreeSet<Task> waiting =
      new TreeSet<>(Comparator.comparing(Task::arrival).thenComparing(Task::number));
  private final int maxAhead;
  private int ahead;
  private long numbers;
  private boolean closed;

  TrainingPool(int threads) {
    this.maxAhead = threads + 1;
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(this::work, "rondo-training-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** The training of a client, whose result is needed at its virtual arrival. */
  record Task(
      Instant arrival,
      long number,
      Callable<LocalResult> work,
      Cancellation cancellation,
      CompletableFuture<LocalResult> done) {

    void run() {
      try {
        done.complete(work.call());
      } catch (Exception | Error e) {
        done.completeExceptionally(e);
      }
    }
  }

  /**
   * Submits a training.
   *
   * @param cancellation tells the work that its result is not needed any more
   */
  synchronized Task submit(Instant arrival, Cancellation cancellation, Callable<LocalResult> work) {
    Task task = new Task(arrival, numbers++, work, cancellation, new CompletableFuture<>());
    waiting.add(task);
    notifyAll();
    return task;
  }

  /** The result of the task. If no thread has started it, it is computed in the caller's thread. */
  LocalResult join(Task task) {
    boolean mine;
    synchronized (this) {
      mine = waiting.remove(task);
    }
    if (mine) {
      task.run();
    }
    try {
      return task.done().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error error) {
        throw error; // Such as one of memory: the whole run fails, whichever thread met it.
      }
      throw e;
    } finally {
      if (!mine) {
        release();
      }
    }
  }

  /** Cancels a task. A task that has started ends as soon as its work notices. */
  void cancel(Task task) {
    task.cancellation().cancel();
    boolean begun;
    synchronized (this) {
      begun = !waiting.remove(task);
    }
    if (begun) {
      CompletableFuture<LocalResult> unused =
          task.done().whenComplete((result, error) -> release());
    }
  }

  private synchronized void release() {
    ahead--;
    notifyAll();
  }

  private void work() {
    while (true) {
      Task task;
      synchronized (this) {
        while (!closed && (waiting.isEmpty() || ahead >= maxAhead)) {
          try {
            wait();
          } catch (InterruptedException e) {
            return;
          }
        }
        if (closed) {
          return;
        }
        task = waiting.pollFirst();
        ahead++;
      }
      task.run();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
    notifyAll();
  }
}
