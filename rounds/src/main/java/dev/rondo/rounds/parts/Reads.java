package dev.rondo.rounds.parts;

import dev.rondo.rounds.scale.Memory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How the function of a model part reads updates: several ranges concurrently. Memory: {@code
 * inFlight} ranges, and {@code gatherBytes} if the rule must see all updates.
 *
 * @param executor runs the reads
 * @param inFlight ranges that are asked for and not folded yet, at most
 * @param rangeBytes of one update that are read at a time, at most
 * @param gatherBytes of all updates together that a rule has in view, at most, as far as a range of
 *     {@value Memory#LEAST_RANGE_BYTES} bytes of each allows
 */
public record Reads(Executor executor, int inFlight, int rangeBytes, long gatherBytes) {

  public Reads {
    if (inFlight < 1 || rangeBytes < Float.BYTES || gatherBytes < 1) {
      throw new IllegalArgumentException("A reader needs at least one thread and one byte");
    }
  }

  /** Four ranges of 16 MiB, and 256 MiB of all updates. */
  public static Reads by(Executor executor) {
    return new Reads(executor, Memory.READS_IN_FLIGHT, Memory.RANGE_BYTES, Memory.GATHER_BYTES);
  }

  /** Reads sequentially in the caller's thread. */
  public static Reads oneByOne() {
    return new Reads(Runnable::run, 1, Memory.RANGE_BYTES, Memory.GATHER_BYTES);
  }

  /** Numbers of one update that are read at a time when updates are folded one by one. */
  public int numbers() {
    return rangeBytes / Float.BYTES;
  }

  /** Numbers of each update that are read at a time when so many are looked at side by side. */
  public int numbersOfEach(int updates) {
    long bytes = Math.max(gatherBytes / Math.max(1, updates), Memory.LEAST_RANGE_BYTES);
    return (int) Math.min(bytes, rangeBytes) / Float.BYTES;
  }

  /**
   * Reads or writes small objects concurrently; the results are in the order of the items.
   *
   * @param <K> what says which object, such as its key
   */
  public <K, T> List<T> all(List<K> items, Function<K, T> request) {
    List<CompletableFuture<T>> all =
        items.stream().map(item -> begin(() -> request.apply(item))).toList();
    return all.stream().map(Reads::outcome).toList();
  }

  /** Starts to read a small object. */
  public <T> CompletableFuture<T> begin(Supplier<T> read) {
    return CompletableFuture.supplyAsync(read, executor);
  }

  /** The result of a read; throws what the read threw. */
  public static <T> T outcome(CompletableFuture<T> read) {
    try {
      return read.join();
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
