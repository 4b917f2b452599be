package dev.rondo.functions.aggregation;

import dev.rondo.rounds.parts.Reads;
import java.util.concurrent.Executors;

/** Threads for concurrent reads from S3. */
final class ReadingThreads {

  /** Concurrent reads of small objects. {@link Reads} limits reads of large ones. */
  private static final int THREADS = 16;

  private ReadingThreads() {}

  /** Reads by daemon threads that start with the first read. */
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
