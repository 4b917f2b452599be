package dev.rondo.faults;

import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.Fault;
import dev.rondo.faults.service.MessageQueue.Delivery;
import dev.rondo.faults.service.SeatsPort;
import dev.rondo.faults.service.Truth;
import dev.rondo.faults.service.World;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.ClientRound.Invitation;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.Measurement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** The client agents: they take seats, train, and upload; some crash, stall or lie. */
final class Agents {

  private static final int UPLOAD_ATTEMPTS = 5;

  private static final int MOST_SYBILS = 12;

  /** Is in the other ids of a client, and in no client's own. */
  static final String OTHER_ID = "-sybil-";

  /** Enough for all seats of a round of any schedule. */
  private static final int MOST_HOARDED = 16;

  private final World world;
  private final Scenario scenario;
  private final List<Integer> idle = new ArrayList<>();
  private final Services services;
  private final Helper helper;
  private boolean asked;
  private int started;

  Agents(Services services, Scenario scenario, Helper helper) {
    this.services = services;
    this.helper = helper;
    this.world = services.world();
    this.scenario = scenario;
    for (int client = 0; client < scenario.config().clients(); client++) {
      idle.add(client);
    }
  }

  /** Polls the queue of seats soon. */
  void ask() {
    if (!asked) {
      asked = true;
      world.fibers().after(world.about(100), this::poll);
    }
  }

  private void poll() {
    asked = false;
    if (idle.isEmpty()) {
      return;
    }
    List<Delivery<Seat>> seat = services.seats().receive(1);
    if (seat.isEmpty()) {
      return;
    }
    int client = idle.remove(world.below(idle.size()));
    Actor actor =
        new Actor(
            Scenario.client(client) + "/" + ++started, Actor.Role.CLIENT, world.trace().steps());
    world.start(
        actor,
        Duration.ZERO,
        () -> {
          try {
            serve(actor, client, seat.get(0));
          } catch (StoreException e) {
            world.trace().step(actor.name(), () -> "gives up: " + e.getMessage());
          } catch (SeedStore.Crashed e) {
            world.trace().step(actor.name(), () -> "has been started again");
          }
          if (scenario.course() != Scenario.Course.ONE_ROUND) {
            idle.add(client); // In one round, a client has no use for a second seat.
          }
          ask();
        });
    ask();
  }

  private void serve(Actor actor, int client, Delivery<Seat> delivery) {
    SeatsPort queue = new SeatsPort(world, services.seats(), actor);
    ClientRound round = round(actor, Scenario.client(client));
    Seat seat = delivery.body();
    Invitation invitation = round.look(seat);
    if (hoards(queue, seat)) {
      queue.delete(delivery.receipt());
    } else if (invitation instanceof Invitation.RoundClosed) {
      queue.delete(delivery.receipt());
    } else if (invitation instanceof Invitation.AlreadyServed
        || (invitation instanceof Invitation.Excluded && behaves(seat))) {
      queue.changeVisibility(delivery.receipt(), Duration.ofSeconds(30 + world.below(90)));
    } else {
      Plan plan = invitation instanceof Invitation.Train train ? train.plan() : round.plan(seat);
      if (scenario.leased()) {
        lease(actor, client);
      }
      world.pause(actor, training());
      sybils(client, plan, seat);
      if (!crashes(actor, "before its upload") && upload(actor, client, round, plan, seat)) {
        if (!crashes(actor, "after its upload")) {
          queue.delete(delivery.receipt());
        }
      }
    }
  }

  /** Some clients that privacy excludes upload all the same. */
  private boolean behaves(Seat seat) {
    return !world.mischief().strikes(Fault.AGENT_LIES, "excluded from seat " + seat.seat());
  }

  /** The client deletes its seat and others that it can get, and serves none of them. */
  private boolean hoards(SeatsPort queue, Seat seat) {
    if (!world.mischief().strikes(Fault.SEATS_HOARDED, "seat " + seat.seat())) {
      return false;
    }
    int others = world.mischief().draws(Fault.SEATS_HOARDED).nextInt(MOST_HOARDED);
    for (Delivery<Seat> other : services.seats().receive(others)) {
      queue.delete(other.receipt());
    }
    return true;
  }

  /** The client takes the lease of its data shard. */
  private void lease(Actor actor, int client) {
    Lease lease = new Lease(Scenario.client(client), world.fibers().instant().plusSeconds(600));
    new Documents(services.store(actor)).write(scenario.lease(client), lease);
  }

  /** Other ids of the same client upload with the nonce of its seat, before or after it. */
  private void sybils(int client, Plan plan, Seat seat) {
    if (!world.mischief().strikes(Fault.SYBILS, "seat " + seat.seat())) {
      return;
    }
    int ids = 1 + world.mischief().draws(Fault.SYBILS).nextInt(MOST_SYBILS);
    for (int number = 1; number <= ids; number++) {
      String id = Scenario.client(client) + OTHER_ID + number;
      Actor sybil = new Actor(id + "/" + ++started, Actor.Role.CLIENT, world.trace().steps());
      world.start(
          sybil,
          world.about(scenario.latencyMillis()),
          () -> {
            try {
              honest(sybil, client, round(sybil, id), plan, seat);
            } catch (StoreException | SeedStore.Crashed e) {
              world.trace().step(sybil.name(), () -> "gives up: " + e.getMessage());
            }
          });
    }
  }

  /** The round as a client sees it. With masks, it can crash between its seed and its update. */
  private ClientRound round(Actor actor, String id) {
    SecureUploads secure =
        scenario.masked()
            ? helper.uploads(
                actor,
                new SeedStore(
                    services.helperStore(actor),
                    () -> crashes(actor, "between its seed and its update")))
            : SecureUploads.NONE;
    return new ClientRound(services.store(actor), id, world.fibers(), secure);
  }

  private Duration training() {
    return scenario.burst()
        ? Duration.ofMillis((long) scenario.trainingMillis())
            .plus(world.about(10 * scenario.latencyMillis()))
        : world.about(scenario.trainingMillis());
  }

  private boolean crashes(Actor actor, String when) {
    if (world.mischief().strikes(Fault.AGENT_STALLS, actor + " " + when)) {
      world.trace().step(actor.name(), () -> "stalls " + when);
      world.pause(actor, world.about(120_000));
    }
    boolean crashes = world.mischief().strikes(Fault.AGENT_CRASHES, actor + " " + when);
    if (crashes) {
      world.trace().step(actor.name(), () -> "crashes " + when);
      world.pause(actor, world.about(60_000)); // Until it has been started again.
    }
    return crashes;
  }

  private boolean upload(Actor actor, int client, ClientRound round, Plan plan, Seat seat) {
    for (int attempt = 1; ; attempt++) {
      try {
        send(actor, client, round, plan, seat);
        return true;
      } catch (StoreException e) {
        if (attempt == UPLOAD_ATTEMPTS) {
          return false;
        }
      }
    }
  }

  private void send(Actor actor, int client, ClientRound round, Plan plan, Seat seat) {
    String key = ObjectKeys.update(plan.job(), plan.round(), Scenario.client(client));
    if (plan.round() > 1 && world.mischief().strikes(Fault.AGENT_REPLAYS, key)) {
      SplittableRandom draws = world.mischief().draws(Fault.AGENT_REPLAYS);
      int before = 1 + draws.nextInt(plan.round() - 1);
      String old = ObjectKeys.update(plan.job(), before, Scenario.client(client));
      if (services.bucket().first(old).isPresent()) {
        actor.intend(
            new Truth(client, plan.round(), -1, new float[0], 0, false, "a copy of " + old));
        Lies.put(services.store(actor), key, services.bucket().first(old).get().bytes());
        return;
      }
    }
    if (world.mischief().strikes(Fault.AGENT_LIES, key)) {
      SplittableRandom draws = world.mischief().draws(Fault.AGENT_LIES);
      if (scenario.masked()) {
        lie(actor, new MaskedLies(scenario, helper, plan, seat, client, draws), key);
      } else {
        Lies lies = new Lies(scenario, plan, seat, client, draws);
        actor.intend(lies.truth());
        world.trace().step(actor.name(), () -> "lies: " + lies.truth().what());
        Lies.put(services.store(actor), key, lies.bytes());
      }
      return;
    }
    honest(actor, client, round, plan, seat);
    if (scenario.masked() && world.mischief().strikes(Fault.AGENT_UPLOADS_TWICE, key)) {
      honest(actor, client, round, plan, seat);
    }
  }

  private void lie(Actor actor, MaskedLies lies, String key) {
    actor.intend(lies.truth());
    world.trace().step(actor.name(), () -> "lies: " + lies.truth().what());
    lies.seed()
        .ifPresent(
            seed -> services.helperStore(actor).putIfAbsent(lies.seedKey(), Content.of(seed)));
    Lies.put(services.store(actor), key, lies.bytes());
  }

  private void honest(Actor actor, int client, ClientRound round, Plan plan, Seat seat) {
    float[] delta = scenario.update(client, plan.round());
    long examples = Scenario.examples(client, plan.round());
    Measurement measured = Scenario.measured(client, plan.round());
    Truth truth =
        new Truth(client, plan.round(), seat.seat(), delta, examples, true, "an honest update")
            .with(measured);
    // Nobody leases a data shard to another id of the client: its statement bounds nothing.
    boolean bounded = scenario.leased() && actor.name().startsWith(Scenario.client(client) + "/");
    actor.intend(bounded ? truth.trainedOn(Scenario.dataShardExamples(client)) : truth);
    Optional<String> dataShard =
        scenario.leased() ? Optional.of(Scenario.dataShard(client)) : Optional.empty();
    LocalResult result =
        new LocalResult(delta, examples, OptionalDouble.of(0.5), Optional.of(measured));
    round.upload(plan, seat, result, dataShard);
  }
}
