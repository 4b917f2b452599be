package dev.rondo.faults;

import dev.rondo.faults.invariant.WakeUps;
import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.MessageQueue;
import dev.rondo.faults.service.StorePort;
import dev.rondo.faults.service.World;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.statemachine.StateMachines;

/**
 * The services of a schedule.
 *
 * @param pageSize how many keys a listing reads at once
 * @param parts how many parts the model is cut into; 0 is none
 * @param groups into how many groups a whole model's sum is divided; 0 is none
 * @param digits seats whose numbers differ in so many last digits are counted together
 * @param reads how a part reads updates
 */
record Services(
    World world,
    Bucket bucket,
    MessageQueue<Seat> seats,
    MessageQueue<ObjectInfo> events,
    StateMachines machines,
    WakeUps wakeUps,
    int pageSize,
    int parts,
    int groups,
    int digits,
    Reads reads) {

  /** The store as an actor sees it. */
  ObjectStore store(Actor actor) {
    return new StorePort(world, bucket, actor, pageSize);
  }
}
