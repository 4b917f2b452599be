package dev.rondo.core.shard;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * How a shard function reads: ranges of updates, some of them at once. Memory: {@code inFlight}
 * ranges, and where a rule must see all updates, {@code gatherBytes} of these.
 *
 * @param executor runs the reads
 * @param inFlight ranges that are asked for and not folded yet, at most
 * @param rangeBytes of one update that are read at a time, at most
 * @param gatherBytes of all updates together that a rule has in view, at most, as far as a range of
 *     {@value #LEAST_BYTES} bytes of each allows
 */
public record Reads(Executor executor, int inFlight, int rangeBytes, long gatherBytes) {

  /** Below this a request costs more than what it brings. */
  static final int LEAST_BYTES = 1 << 16;

  private static final int IN_FLIGHT = 4;
  private static final int RANGE_BYTES = 16 << 20;
  private static final long GATHER_BYTES = 256L << 20;

  public Reads {
    if (inFlight < 1 || rangeBytes < Float.BYTES || gatherBytes < 1) {
      throw new IllegalArgumentException("Nothing could be read");
    }
  }

  /** Four ranges of 16 MiB, and 256 MiB of all updates. */
  public static Reads by(Executor executor) {
    return new Reads(executor, IN_FLIGHT, RANGE_BYTES, GATHER_BYTES);
  }

  /** In the caller's thread, one after another. */
  public static Reads oneByOne() {
    return new Reads(Runnable::run, 1, RANGE_BYTES, GATHER_BYTES);
  }

  /** Numbers of one update that are read at a time when updates are folded one by one. */
  int numbers() {
    return rangeBytes / Float.BYTES;
  }

  /** Numbers of each update that are read at a time when so many are looked at side by side. */
  int numbersOfEach(int updates) {
    long bytes = Math.max(gatherBytes / Math.max(1, updates), LEAST_BYTES);
    return (int) Math.min(bytes, rangeBytes) / Float.BYTES;
  }

  /** Reads small things, some of them at once; the outcomes are in the order of the keys. */
  public <T> List<T> all(List<String> keys, Function<String, T> read) {
    List<CompletableFuture<T>> all =
        keys.stream()
            .map(key -> CompletableFuture.supplyAsync(() -> read.apply(key), executor))
            .toList();
    return all.stream().map(Reads::outcome).toList();
  }

  /** What a read brought; throws what it threw. */
  static <T> T outcome(CompletableFuture<T> read) {
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
