package dev.rondo.faults.service;

import dev.rondo.faults.service.Magnitude.Moved;
import dev.rondo.protocol.store.ObjectKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one run of a function uses, in the units of AWS. It is derived from what the run reads and
 * writes, and from nothing that the steps or the model of scale compute.
 *
 * <p>Time: bytes at 75 MB/s, and what is computed with the numbers of updates ({@link Work}).
 * Latencies of calls come on top.
 *
 * <p>Memory: each document that was read, three times, to the end of the run. Of ranges of updates:
 * four at once, or those of all updates where a rule sees them side by side, and a stride of the
 * result in F64. Of what it writes: a model is held as F64 sum and F32 result, a partial aggregate
 * with one update in F32, blocks of a sum of masks or of noise buffers, and other numbers as they
 * are written.
 */
public final class Meter {

  private static final double BYTES_A_SECOND = 75e6;

  /** Less is not worth a pause, and is paid for later. */
  private static final double LEAST_SECONDS = 0.01;

  private static final int HEAP_OF_DOCUMENT = 3;
  private static final int READS_IN_FLIGHT = 4;
  private static final long BLOCKS_OF_HELPER = 64L << 20;

  private final Limits limits;
  private final Instant begun;
  private final Held documents = new Held();
  private final Held ranges = new Held();
  private final Held written = new Held();
  private Work work;
  private double moving;
  private double adding;
  private double comparing;
  private double paid;

  Meter(Limits limits, Instant begun) {
    this.limits = limits;
    this.begun = begun;
    this.work = Work.adding(limits.memoryMb());
  }

  /** Memory of the function in MB. */
  public int memoryMb() {
    return limits.memoryMb();
  }

  /** Says what the run computes from now on. */
  public void does(Work nextWork) {
    work = nextWork;
  }

  /**
   * A stretch of an object has been read as a stream, of which a block is held at a time. A
   * document is held as a whole.
   */
  void streamed(String key, long from, Moved moved) {
    moving += moved.bytes() / BYTES_A_SECOND;
    compute(key, moved);
    if (key.endsWith(".json")) {
      documents.raise(key, from + moved.described());
    }
  }

  /** A range has been read as a whole. */
  void gathered(String key, Moved moved) {
    moving += moved.bytes() / BYTES_A_SECOND;
    compute(key, moved);
    if (ObjectKeys.parseUpdate(key).isPresent()) {
      ranges.raise(key, moved.bytes());
    }
  }

  private void compute(String key, Moved moved) {
    if (key.startsWith("updates/") && moved.numbers() > 0) {
      double numbers = (double) moved.numbers() / Float.BYTES;
      adding += numbers * work.added();
      comparing += numbers * work.compared();
    }
  }

  /** An object, or so much of an upload, is written. */
  void wrote(String key, Moved moved) {
    moving += moved.bytes() / BYTES_A_SECOND;
    long held = moved.bytes();
    if (key.startsWith("masks/") || key.startsWith("noise/")) {
      held = Math.min(held, BLOCKS_OF_HELPER); // It is made while it is written.
    } else if (key.startsWith("partials/")) {
      held += moved.numbers() / 2;
    } else if (ObjectKeys.parseUpdate(key).isEmpty() && isWholeModel(key)) {
      held += 2 * moved.numbers();
    }
    written.raise(key, held);
  }

  /** A part of an upload is written: its slice is held as it is. */
  void wrotePart(String upload, Moved moved) {
    moving += moved.bytes() / BYTES_A_SECOND;
    written.raise(upload, moved.bytes());
  }

  private static boolean isWholeModel(String key) {
    return key.contains("/models/") && key.endsWith(".safetensors");
  }

  /** The time that has been used since it was last due, beside the latencies of calls. */
  Duration due() {
    double used = Math.max(moving, adding) + comparing;
    if (used - paid < LEAST_SECONDS) {
      return Duration.ZERO;
    }
    Duration due = Duration.ofNanos(Math.round((used - paid) * 1e9));
    paid = used;
    return due;
  }

  /** How long the run has taken. */
  double seconds(Instant now) {
    return Duration.between(begun, now).toNanos() / 1e9;
  }

  /** Whether the run holds more than its function has. */
  boolean isOverMemory() {
    return held() > limits.bytes();
  }

  /** Bytes that the run holds. */
  long held() {
    // Four reads in flight and a stride in F64, which is two ranges; or a stride of all.
    long gathered = (READS_IN_FLIGHT + 2) * ranges.largest + (work.sideBySide() ? ranges.sum : 0);
    return HEAP_OF_DOCUMENT * documents.sum + gathered + written.sum;
  }

  /** Bytes that are held of objects: of each as many as were needed of it at once. */
  private static final class Held {
    private final Map<String, Long> bytes = new HashMap<>();
    private long sum;
    private long largest;

    void raise(String key, long needed) {
      long before = bytes.getOrDefault(key, 0L);
      if (needed > before) {
        bytes.put(key, needed);
        sum += needed - before;
        largest = Math.max(largest, needed);
      }
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d MB of %d MB, %.1f s of moving, %.1f s of adding, %.1f s of comparing",
        held() >> 20,
        limits.bytes() >> 20,
        moving,
        adding,
        comparing);
  }
}
