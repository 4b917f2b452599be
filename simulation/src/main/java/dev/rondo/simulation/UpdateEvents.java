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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A store that emits an event for every update, with the queue and the event source mapping that
 * deliver the events to the worker.
 */
final class UpdateEvents extends ForwardingStore {

  private static final int BATCH = 10;

  private final VirtualTime time;
  private final MemoryQueue<ObjectInfo> events;
  private Function<List<UpdateEvent>, Set<String>> worker = batch -> Set.of();
  private Optional<VirtualTime.Event> invocation = Optional.empty();

  UpdateEvents(ObjectStore store, VirtualTime time) {
    super(store);
    this.time = time;
    this.events = new MemoryQueue<>(time, Duration.ofSeconds(30));
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
    List<MemoryQueue.Delivery<ObjectInfo>> batch = events.receive(BATCH);
    if (!batch.isEmpty()) {
      Set<String> again =
          worker.apply(
              batch.stream()
                  .map(d -> new UpdateEvent(d.receipt(), d.body().key(), d.body().size()))
                  .toList());
      batch.stream()
          .map(MemoryQueue.Delivery::receipt)
          .filter(receipt -> !again.contains(receipt))
          .forEach(events::delete);
    }
    events.nextVisibleAt().ifPresent(at -> invokeSoon(Duration.between(time.instant(), at)));
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    PutOutcome outcome = super.putIfAbsent(key, content);
    if (outcome instanceof PutOutcome.Stored stored && ObjectKeys.parseUpdate(key).isPresent()) {
      events.send(new ObjectInfo(key, content.size(), stored.etag()));
      invokeSoon(Duration.ZERO);
    }
    return outcome;
  }
}
