package dev.rondo.unmasking;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Work that is done at the same time.
 *
 * @param executor runs it
 * @param inFlight how many blocks of a sum exist at a time, 1 or more
 */
public record Work(Executor executor, int inFlight) {

  public Work {
    if (inFlight < 1) {
      throw new IllegalArgumentException("inFlight must be 1 or more, but is " + inFlight);
    }
  }

  /** Does everything in the caller's thread. */
  public static Work inTurn() {
    return new Work(Runnable::run, 1);
  }

  <K, T> List<T> all(List<K> items, Function<K, T> function) {
    List<CompletableFuture<T>> begun =
        items.stream().map(item -> begin(() -> function.apply(item))).toList();
    return begun.stream().map(Work::outcome).toList();
  }

  <T> CompletableFuture<T> begin(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, executor);
  }

  /** The result of a task; throws what the task threw. */
  static <T> T outcome(CompletableFuture<T> task) {
    try {
      return task.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException ours) {
        throw ours;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }
}
