package dev.rondo.functions.aggregation;

import dev.rondo.rounds.parts.Reads;
import java.util.concurrent.Executors;

/** Threads that wait for S3, so that a function need not wait for one answer after the other. */
final class ReadingThreads {

  /** Small reads at once; of large ones, {@link Reads} has fewer in flight. */
  private static final int THREADS = 16;

  private ReadingThreads() {}

  /** Reads by threads that begin with the first read, and do not keep a process alive. */
  static Reads reads() {
    return Reads.by(
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "read");
              thread.setDaemon(true);
              return thread;
            }));
  }
}
