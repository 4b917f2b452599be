package dev.rondo.simulation;

import dev.rondo.local.LocalTaskQueue;
import dev.rondo.local.VirtualTime;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.ClientRound.Invitation;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.round.Participations;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.privacy.PoissonSample;
import dev.rondo.trainer.Cancellation;
import dev.rondo.trainer.TrainerException;
import dev.rondo.trainer.TrainerStartException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The virtual clients. They are in a queue in an order that is drawn for each round. When a seat is
 * visible, the next client takes it, trains, and uploads its update at its virtual time of arrival.
 * A client that drops out stays silent, so its seat becomes visible again and the next client takes
 * it.
 */
final class VirtualFleet {

  private final VirtualTime time;
  private final ObjectStore store;
  private final LocalTaskQueue queue;
  private final TrainingPool pool;
  private final Learner learner;
  private final JobConfig config;
  private final SecureUploads secure;
  private final ClientBehaviour behaviour;
  private final Draws draws;

  private int round;
  private Queue<Integer> line = new ArrayDeque<>();
  private final Set<Training> underWay = new LinkedHashSet<>();
  private Optional<Plan> plan = Optional.empty();
  private Participations participations = Participations.NONE;
  private int participationsOf;
  private Base base = new Base("", new float[0]);
  private Listener listener = new Listener() {};
  private int updates;
  private Optional<VirtualTime.Event> wakeUp = Optional.empty();

  /** Is notified of updates and of failures. */
  interface Listener {

    /** An update has arrived. */
    default void arrived(int round, int updates, int quorum) {}

    /** A client's training has failed. */
    default void failed(int round, String client, TrainerException cause) {}
  }

  private record Base(String key, float[] parameters) {}

  /** A training that has begun; each is another one, whatever its parts. */
  private static final class Training {

    private final VirtualTime.Event arrival;
    private final TrainingPool.Task task;

    Training(VirtualTime.Event arrival, TrainingPool.Task task) {
      this.arrival = arrival;
      this.task = task;
    }
  }

  VirtualFleet(
      VirtualTime time,
      ObjectStore store,
      LocalTaskQueue queue,
      TrainingPool pool,
      Learner learner,
      SecureUploads secure,
      JobConfig config) {
    this.secure = secure;
    this.time = time;
    this.store = store;
    this.queue = queue;
    this.pool = pool;
    this.learner = learner;
    this.config = config;
    this.behaviour = new ClientBehaviour(config);
    this.draws = new Draws(config.seed());
    queue.onPublish(this::takeSeats);
  }

  /** A client's id. */
  static String id(int client) {
    return String.format(Locale.ROOT, "client-%05d", client);
  }

  void notify(Listener fleetListener) {
    listener = fleetListener;
  }

  /** Ends the round for all clients and cancels trainings that are still running. */
  void roundOver() {
    for (Training training : underWay) {
      time.cancel(training.arrival);
      pool.cancel(training.task);
    }
    underWay.clear();
  }

  private void takeSeats() {
    Optional<TaskQueue.Delivery> delivery = queue.receive();
    while (delivery.isPresent()) {
      takeSeat(delivery.get());
      delivery = queue.receive();
    }
    wakeUp.ifPresent(time::cancel);
    wakeUp =
        queue
            .nextVisibleAt()
            .map(at -> time.after(Duration.between(time.instant(), at), this::takeSeats));
  }

  private void takeSeat(TaskQueue.Delivery delivery) {
    Seat seat = delivery.seat();
    if (new ClientRound(store, id(0), time).isClosed(seat)) {
      // A seat of a client that dropped out of an earlier round. It must not change the queue of
      // the current round.
      queue.delete(delivery.receipt());
      return;
    }
    Integer next = lineOf(planOf(new ClientRound(store, id(0), time), seat)).poll();
    if (next == null || learner.examples(next) == 0) {
      if (next == null) {
        queue.delete(delivery.receipt()); // Everyone has had a seat: nobody is left to ask.
      }
      return;
    }
    ClientRound client = new ClientRound(store, id(next), time, secure);
    if (!(client.look(seat, () -> planOf(client, seat), this::participations)
        instanceof Invitation.Train train)) {
      queue.delete(delivery.receipt());
      return;
    }
    if (behaviour.dropsOut(seat.round(), id(next))) {
      return;
    }
    train(delivery, client, next, train.plan());
  }

  private void train(TaskQueue.Delivery delivery, ClientRound client, int number, Plan plan) {
    Seat seat = delivery.seat();
    Duration duration =
        behaviour.duration(seat.round(), id(number), learner.examples(number), plan.training());
    // In virtual time, one heartbeat that lasts long enough replaces many.
    queue.changeVisibility(delivery.receipt(), duration.plusSeconds(60));
    Instant arrival = time.instant().plus(duration);
    float[] parameters = base(client, plan);
    long seed = draws.of(seat.round(), id(number), "training").nextLong();
    Cancellation cancellation = new Cancellation();
    TrainingPool.Task task =
        pool.submit(
            arrival,
            cancellation,
            () -> learner.train(plan, number, parameters, seed, cancellation));
    List<Training> self = new ArrayList<>(1);
    VirtualTime.Event event =
        time.after(
            duration,
            () -> {
              self.forEach(underWay::remove);
              arrive(delivery, client, number, plan, task);
            });
    Training training = new Training(event, task);
    self.add(training);
    underWay.add(training);
  }

  private void arrive(
      TaskQueue.Delivery delivery,
      ClientRound client,
      int number,
      Plan plan,
      TrainingPool.Task task) {
    LocalResult result;
    try {
      result = pool.join(task);
    } catch (TrainerStartException e) {
      throw new SimulationException(String.valueOf(e.getMessage()), e); // No client can train.
    } catch (TrainerException e) {
      handBack(delivery, plan, number, e);
      return;
    }
    Seat seat = delivery.seat();
    // A real client asks only every 30 seconds: until the result, an update arrives and is late.
    if (store.head(ObjectKeys.result(seat.job(), seat.round())).isEmpty()) {
      try {
        client.upload(plan, seat, result);
      } catch (IllegalArgumentException e) { // Masks would hide numbers that are not finite.
        handBack(delivery, plan, number, new TrainerException(String.valueOf(e.getMessage()), e));
        return;
      }
      listener.arrived(plan.round(), ++updates, plan.quorum());
    }
    queue.delete(delivery.receipt());
  }

  private void handBack(
      TaskQueue.Delivery delivery, Plan plan, int number, TrainerException cause) {
    listener.failed(plan.round(), id(number), cause);
    queue.changeVisibility(delivery.receipt(), Duration.ZERO); // For the next client.
    takeSeats();
  }

  /** A plan never changes, so all clients of a round share one. */
  private Plan planOf(ClientRound client, Seat seat) {
    Plan known =
        plan.filter(p -> p.job().equals(seat.job()) && p.round() == seat.round())
            .orElseGet(() -> client.plan(seat));
    plan = Optional.of(known);
    return known;
  }

  private float[] base(ClientRound client, Plan plan) {
    if (!base.key().equals(plan.baseModel())) {
      base = new Base(plan.baseModel(), client.baseModel(plan));
    }
    return base.parameters();
  }

  /** The clients that may contribute to a round. A real one gives a seat back at once otherwise. */
  private List<Integer> candidates(Plan plan) {
    if (plan.privacy().isEmpty()) {
      return IntStream.range(0, config.clients()).boxed().toList();
    }
    if (config.differentialPrivacy().orElseThrow().isSampled()) {
      return PoissonSample.clients(config, plan.round());
    }
    Participations before = participations(plan);
    return IntStream.range(0, config.clients())
        .filter(client -> before.refusal(id(client), plan.privacy().get()).isEmpty())
        .boxed()
        .toList();
  }

  /** Who contributed before a round never changes, so all clients share one. */
  private Participations participations(Plan plan) {
    if (plan.round() != participationsOf) {
      participations = new ClientRound(store, id(0), time).participations(plan);
      participationsOf = plan.round();
    }
    return participations;
  }

  private Queue<Integer> lineOf(Plan plan) {
    int wanted = plan.round();
    if (round != wanted) {
      round = wanted;
      updates = 0;
      List<Integer> clients = new ArrayList<>(candidates(plan));
      SplittableRandom random = draws.of(wanted, "line");
      for (int i = clients.size() - 1; i > 0; i--) {
        Collections.swap(clients, i, random.nextInt(i + 1));
      }
      line = new ArrayDeque<>(clients);
    }
    return line;
  }
}
