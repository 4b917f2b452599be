package dev.rondo.faults;

import dev.rondo.faults.service.Fault;
import dev.rondo.faults.service.Lambda;
import dev.rondo.faults.service.Lambda.Invocation;
import dev.rondo.faults.service.MessageQueue.Delivery;
import dev.rondo.faults.service.World;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.rounds.step.FoldUpdates;
import dev.rondo.rounds.step.UpdateEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * S3's notifications of uploads, and the event source mapping that delivers them to the worker in
 * batches.
 */
final class Workers {

  private final World world;
  private final Services services;
  private final Lambda lambda;
  private final Functions functions;
  private final Map<Integer, Boolean> silentRounds = new HashMap<>();
  private boolean asked;

  Workers(Services services, Lambda lambda, Functions functions) {
    this.world = services.world();
    this.services = services;
    this.lambda = lambda;
    this.functions = functions;
  }

  /** An update is in the store. */
  void uploaded(ObjectInfo update) {
    int round = ObjectKeys.parseUpdate(update.key()).orElseThrow().round();
    boolean silent =
        silentRounds.computeIfAbsent(
            round, number -> world.mischief().strikes(Fault.EVENTS_STOP, "round " + number));
    if (silent || world.mischief().strikes(Fault.EVENT_LOST, update.key())) {
      world.trace().step("S3", () -> "loses the event of " + update.key());
    } else {
      services.events().send(update);
    }
  }

  /** Polls the queue of events soon. */
  void ask() {
    if (!asked) {
      asked = true;
      world.fibers().after(world.about(200), this::poll);
    }
  }

  private void poll() {
    asked = false;
    List<Delivery<ObjectInfo>> batch =
        services.events().receive(1 + world.below(services.scenario().portions().batch()));
    if (batch.isEmpty()) {
      return;
    }
    List<UpdateEvent> uploads =
        batch.stream()
            .map(
                d ->
                    new UpdateEvent(d.receipt(), d.body().key(), d.body().size(), d.receives() > 1))
            .toList();
    lambda.call("fold-updates", run -> fold(run, uploads), answer(batch));
    ask();
  }

  /** Runs a worker on a batch. Failures other than those of the store are violations. */
  private Set<String> fold(Invocation run, List<UpdateEvent> uploads) {
    FoldUpdates.Outcome outcome = functions.worker(run).run(uploads);
    outcome.causes().stream()
        .filter(cause -> !(cause instanceof StoreException))
        .forEach(cause -> lambda.defect(run.actor(), cause));
    return outcome.again();
  }

  /** Handles a partial batch response: messages that it does not name are deleted. */
  private Lambda.Answer<Set<String>> answer(List<Delivery<ObjectInfo>> batch) {
    return new Lambda.Answer<>() {
      @Override
      public void succeeded(Set<String> again) {
        for (Delivery<ObjectInfo> delivery : batch) {
          if (!again.contains(delivery.receipt())) {
            services.events().delete(delivery.receipt());
            ObjectKeys.parseUpdate(delivery.body().key()).ifPresent(services.wakeUps()::handled);
          }
        }
      }

      @Override
      public void failed(String errorType, String message) {
        // The messages come back when they are visible again.
      }
    };
  }
}
