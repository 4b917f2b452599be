package dev.rondo.faults;

import dev.rondo.faults.invariant.WakeUps;
import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.Maskings;
import dev.rondo.faults.service.MessageQueue;
import dev.rondo.faults.service.StorePort;
import dev.rondo.faults.service.World;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.statemachine.StateMachines;

/**
 * The services of a schedule.
 *
 * @param bucket of the job
 * @param helperBucket of the helper of secure aggregation, in another account
 * @param maskings what clients have masked
 * @param scenario what it is about
 */
record Services(
    World world,
    Bucket bucket,
    Bucket helperBucket,
    Maskings maskings,
    MessageQueue<Seat> seats,
    MessageQueue<ObjectInfo> events,
    StateMachines machines,
    WakeUps wakeUps,
    Scenario scenario) {

  /** The store as an actor sees it. */
  ObjectStore store(Actor actor) {
    return port(bucket, actor);
  }

  /** The helper's store as an actor sees it. */
  ObjectStore helperStore(Actor actor) {
    return port(helperBucket, actor);
  }

  private ObjectStore port(Bucket of, Actor actor) {
    return new StorePort(world, of, actor, scenario.portions().page(), scenario.size().magnitude());
  }
}
