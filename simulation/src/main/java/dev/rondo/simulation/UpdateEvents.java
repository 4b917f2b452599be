package dev.rondo.simulation;

import dev.rondo.local.MemoryQueue;
import dev.rondo.local.VirtualTime;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.rounds.step.UpdateEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A store that emits an event for every update, with the queue and the event source mapping that
 * deliver the events to the worker.
 *
 * <p>In rounds of up to a hundred seats, the worker gets each update at the instant of its arrival,
 * with those of the same instant. In larger rounds it gets larger batches, as on AWS, so that a
 * round leaves about a hundred partial aggregates: one for each update would make the work of a
 * round grow with the square of its seats.
 */
final class UpdateEvents extends ForwardingStore {

  /** Updates in a batch at most, in a round of up to a thousand seats. */
  private static final int BATCH = 10;

  /** Up to this number of seats, nothing waits for a batch to fill. */
  private static final int SMALL_ROUND = 100;

  /** How long an incomplete batch of a larger round waits, as on AWS. */
  private static final Duration WINDOW = Duration.ofSeconds(1);

  private final VirtualTime time;
  private final MemoryQueue<ObjectInfo> events;
  private final int batchSize;
  private final Duration window;
  private final FoldedUpdates folded;
  private Function<List<UpdateEvent>, Set<String>> worker = batch -> Set.of();
  private Optional<VirtualTime.Event> invocation = Optional.empty();

  /**
   * @param seats of a round
   * @param folded what to do with updates that a partial aggregate contains
   */
  UpdateEvents(ObjectStore store, VirtualTime time, int seats, FoldedUpdates folded) {
    super(store);
    this.time = time;
    this.events = new MemoryQueue<>(time, Duration.ofSeconds(30));
    this.batchSize = Math.max(BATCH, (seats + 99) / 100);
    this.window = seats <= SMALL_ROUND ? Duration.ZERO : WINDOW;
    this.folded = folded;
  }

  /** Connects the worker; it uses this store itself. */
  void deliverTo(Function<List<UpdateEvent>, Set<String>> foldUpdates) {
    this.worker = foldUpdates;
  }

  private void invokeSoon(Duration delay) {
    invocation.ifPresent(time::cancel);
    invocation = Optional.of(time.after(delay, this::invoke));
  }

  private void invoke() {
    invocation = Optional.empty();
    List<MemoryQueue.Delivery<ObjectInfo>> batch = events.receive(batchSize);
    if (!batch.isEmpty()) {
      folded.begin(batch.size());
      Set<String> again =
          worker.apply(
              batch.stream()
                  .map(d -> new UpdateEvent(d.receipt(), d.body().key(), d.body().size()))
                  .toList());
      batch.stream()
          .map(MemoryQueue.Delivery::receipt)
          .filter(receipt -> !again.contains(receipt))
          .forEach(events::delete);
      folded.end(batch.stream().map(MemoryQueue.Delivery::body).toList(), !again.isEmpty());
    }
    events.nextVisibleAt().ifPresent(this::invokeForTheRest);
  }

  private void invokeForTheRest(Instant visibleAt) {
    Duration wait = Duration.between(time.instant(), visibleAt);
    boolean full = events.size() >= batchSize;
    invokeSoon(wait.isZero() || wait.isNegative() ? (full ? Duration.ZERO : window) : wait);
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    PutOutcome outcome = super.putIfAbsent(key, content);
    if (outcome instanceof PutOutcome.Stored stored) {
      folded.written(key);
      if (ObjectKeys.parseUpdate(key).isPresent()) {
        events.send(new ObjectInfo(key, content.size(), stored.etag()));
        arrived();
      }
    }
    return outcome;
  }

  private void arrived() {
    if (window.isZero() || events.size() >= batchSize) {
      invokeSoon(Duration.ZERO);
    } else if (invocation.isEmpty()) {
      invokeSoon(window);
    }
  }
}
