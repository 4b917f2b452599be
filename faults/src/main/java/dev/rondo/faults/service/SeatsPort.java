package dev.rondo.faults.service;

import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The queue of seats as one actor sees it. */
public final class SeatsPort implements TaskQueue {

  private final World world;
  private final MessageQueue<Seat> queue;
  private final Actor actor;

  public SeatsPort(World world, MessageQueue<Seat> queue, Actor actor) {
    this.world = world;
    this.queue = queue;
    this.actor = actor;
  }

  @Override
  public void publish(List<Seat> seats) {
    String what = "SEND " + seats.size() + " seats";
    boolean breaks = world.mischief().strikes(Fault.PUBLISH_BREAKS, what);
    int sent =
        breaks ? world.mischief().draws(Fault.PUBLISH_BREAKS).nextInt(seats.size()) : seats.size();
    write(
        what,
        () -> {
          seats.subList(0, sent).forEach(queue::send);
          return true;
        });
    if (breaks) {
      world.trace().step(actor.name(), () -> "has sent " + sent + " seats only");
      throw new StoreException("sent " + sent + " of " + seats.size());
    }
  }

  @Override
  public Optional<Delivery> receive() {
    return queue.receive(1).stream().map(d -> new Delivery(d.body(), d.receipt())).findFirst();
  }

  @Override
  public void delete(String receipt) {
    write(
        "DELETE seat " + receipt,
        () -> {
          queue.delete(receipt);
          return true;
        });
  }

  @Override
  public void changeVisibility(String receipt, Duration visibleAfter) {
    write(
        "HAND BACK seat " + receipt,
        () -> {
          queue.changeVisibility(receipt, visibleAfter);
          return true;
        });
  }

  private void write(String what, java.util.function.Supplier<Boolean> effect) {
    world.write(actor, what, StoreException::new, effect, effect);
  }
}
