package dev.rondo.faults;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.Fault;
import dev.rondo.faults.service.SignalPort;
import dev.rondo.faults.service.World;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.step.AbandonRound;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.update.Roster;
import dev.rondo.statemachine.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** The commands of an operator: create the job, start executions, roll back, abandon. */
final class Console {

  static final String ROUND = "rondo-round";
  static final String TRAINING = "rondo-training";

  private final World world;
  private final Services services;
  private final Scenario scenario;
  private final Helper helper;
  private final String job;
  private int names;
  private boolean spent;

  Console(Services services, Scenario scenario, Helper helper) {
    this.helper = helper;
    this.services = services;
    this.world = services.world();
    this.scenario = scenario;
    this.job = scenario.config().job();
  }

  private interface Command {
    void run(Actor actor);
  }

  void found(Runnable then) {
    command(
        "init",
        actor -> {
          float[] zeros = new float[scenario.layout().parameterCount()];
          if (scenario.leased()) {
            DataIndex index = scenario.dataIndex();
            new Documents(services.store(actor))
                .writeOnce(ObjectKeys.dataIndex(index.dataset()), index);
          }
          new InitializeJob(services.store(actor))
              .run(
                  scenario.config(),
                  scenario.layout(),
                  zeros,
                  world.fibers().instant(),
                  scenario.roster());
        },
        scenario.masked() ? () -> enrol(then) : then);
  }

  /** Gives the keys of the clients to the helper; some may come later, or never. */
  private void enrol(Runnable then) {
    Set<String> all = new TreeSet<>();
    Set<String> atFirst = new TreeSet<>();
    for (int client = 0; client < scenario.config().clients(); client++) {
      String id = Scenario.client(client);
      all.add(id);
      if (!world.mischief().strikes(Fault.KEY_NOT_ENROLLED, id)) {
        atFirst.add(id);
      }
    }
    command("enrols-" + atFirst.size(), actor -> helper.enrol(actor, atFirst), then);
    if (!all.equals(atFirst) && world.mischief().draws(Fault.KEY_NOT_ENROLLED).nextBoolean()) {
      world
          .fibers()
          .after(
              world.about(deadlines(1)),
              () -> command("enrols-all", actor -> helper.enrol(actor, all), () -> {}));
    }
  }

  /** Admits some of the clients from now on, or all with one of their other ids. */
  private void changeRoster() {
    SplittableRandom draws = world.mischief().draws(Fault.ROSTER_CHANGES);
    List<String> admitted = new ArrayList<>();
    for (int client = 0; client < scenario.config().clients(); client++) {
      if (draws.nextInt(4) > 0) {
        admitted.add(Scenario.client(client));
      }
    }
    if (admitted.isEmpty() || draws.nextInt(4) == 0) {
      admitted.add("client-*" + draws.nextInt(1, 4));
    }
    command(
        "admits-" + admitted.size(),
        actor ->
            new Documents(services.store(actor))
                .write(ObjectKeys.roster(job), new Roster(admitted)),
        () -> {});
  }

  /** Rolls back to one of the versions up to this one. */
  void rollBack(int newest, Runnable then) {
    int version = world.mischief().draws(Fault.ROLLED_BACK).nextInt(newest + 1);
    command(
        "rollback-to-" + version,
        actor -> new LatestVersion(services.store(actor)).rollBack(job, version),
        then);
  }

  /**
   * Abandons a round: by a command that runs beside all else, or by the input of an execution. A
   * round that is committed or not opened stays as it is.
   */
  void abandon(int round) {
    if (world.below(2) == 0) {
      start(
          ROUND,
          "abandon-" + round,
          input().put("round", round).put("abandon", "by the input of an execution"));
      return;
    }
    Abandonment why = new Abandonment(Abandonment.By.OPERATOR, "by a command");
    command(
        "abandon-" + round,
        actor ->
            new AbandonRound(
                    services.store(actor), new SignalPort(world, services.machines(), actor))
                .run(new RoundRequest(job, round), why),
        () -> {});
  }

  /** Runs a command, again while the store fails, and then goes on. */
  private void command(String name, Command command, Runnable then) {
    Actor actor = new Actor("operator-" + name, Actor.Role.OPERATOR, world.trace().steps());
    world.start(
        actor,
        Duration.ZERO,
        () -> {
          boolean done = false;
          while (!done) {
            try {
              command.run(actor);
              done = true;
            } catch (StoreException e) {
              world.pause(actor, world.about(1_000));
            } catch (IllegalArgumentException e) {
              world.trace().step(actor.name(), () -> "is refused: " + e.getMessage());
              done = true;
            }
          }
          world.fibers().after(Duration.ZERO, then);
        });
  }

  Execution startRound(int round) {
    return start(ROUND, "round-" + round, input().put("round", round));
  }

  /** Starts a training that goes on to the job's last round. */
  Execution startTraining(int first) {
    return start(
        TRAINING,
        "training-from-" + first,
        input()
            .put("first_round", first)
            .put("last_round", scenario.config().rounds())
            .put("target_accuracy", scenario.config().targetAccuracy()));
  }

  private ObjectNode input() {
    return JsonNodeFactory.instance.objectNode().put("job", job);
  }

  private Execution start(String machine, String kind, ObjectNode input) {
    String name = kind + "-" + ++names;
    world.trace().step("operator", () -> "starts " + name);
    Execution execution = services.machines().start(machine, name, input);
    execution.onEnd(e -> spent |= isSpent(e));
    execution.onEnd(
        e ->
            world
                .trace()
                .step(
                    name,
                    () -> "has ended: " + e.status() + e.error().map(x -> ", " + x).orElse("")));
    if (scenario.roster().isPresent() && world.mischief().strikes(Fault.ROSTER_CHANGES, name)) {
      world.fibers().after(world.about(deadlines(0.2)), this::changeRoster);
    }
    if (world.mischief().strikes(Fault.EXECUTION_STOPPED, name)) {
      world.fibers().after(world.about(deadlines(0.5)), () -> stop(execution));
    }
    return execution;
  }

  private static boolean isSpent(Execution ended) {
    return ended.error().filter("PrivacyBudgetSpent"::equals).isPresent()
        || ended.output().filter(output -> output.has("budget_spent")).isPresent();
  }

  /** Whether a round was refused because the privacy budget is spent: no other will open. */
  boolean isBudgetSpent() {
    return spent;
  }

  /** The round that the privacy budget refused; empty if it refused none. */
  Optional<Integer> refusedRound() {
    return services.machines().executions(ROUND).stream()
        .filter(Console::isSpent)
        .map(e -> e.input().path("round").asInt())
        .findFirst();
  }

  void stop(Execution execution) {
    services.machines().stop(execution.arn(), "Stopped", "by the operator");
  }

  boolean hasResult(int round) {
    return services.bucket().now(ObjectKeys.result(job, round)).isPresent();
  }

  /** Milliseconds to so many times a round's deadline. */
  double deadlines(double times) {
    return scenario.config().deadlineSeconds() * 1_000 * times;
  }
}
