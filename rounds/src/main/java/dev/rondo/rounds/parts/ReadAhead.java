package dev.rondo.rounds.parts;

import dev.rondo.protocol.store.ObjectStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Reads ranges some steps ahead and processes them in order in the caller's thread. Each read in
 * flight has its own buffer, which is reused after the step, so memory does not depend on the
 * number of steps.
 */
final class ReadAhead {

  private final ObjectStore store;
  private final Reads reads;
  private final int bufferBytes;
  private final Deque<Reading> running = new ArrayDeque<>();
  private final Deque<byte[]> free = new ArrayDeque<>();

  /**
   * A read and the processing of its bytes.
   *
   * @param use takes the bytes, which are valid during the call
   */
  record Step(NumberRange range, Consumer<byte[]> use) {}

  private record Reading(Step step, byte[] buffer, CompletableFuture<?> done) {}

  ReadAhead(ObjectStore store, Reads reads, int bufferBytes) {
    this.store = store;
    this.reads = reads;
    this.bufferBytes = bufferBytes;
  }

  /** Runs all steps. Throws what a read throws; reads that have not started are then skipped. */
  void run(Iterator<Step> steps) {
    try {
      start(steps);
      while (!running.isEmpty()) {
        Reading first = running.remove();
        Reads.outcome(first.done());
        first.step().use().accept(first.buffer());
        free.push(first.buffer());
        start(steps);
      }
    } finally {
      running.forEach(reading -> reading.done().cancel(false));
      running.clear();
    }
  }

  private void start(Iterator<Step> steps) {
    while (running.size() < reads.inFlight() && steps.hasNext()) {
      Step step = steps.next();
      byte[] buffer = free.isEmpty() ? new byte[bufferBytes] : free.pop();
      running.add(
          new Reading(
              step,
              buffer,
              CompletableFuture.runAsync(
                  () -> step.range().read(store, buffer), reads.executor())));
    }
  }
}
