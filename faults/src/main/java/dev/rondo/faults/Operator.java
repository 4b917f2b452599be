package dev.rondo.faults;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.core.round.LatestVersion;
import dev.rondo.core.step.InitializeJob;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.StoreException;
import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.Fault;
import dev.rondo.faults.service.World;
import dev.rondo.statemachine.Execution;
import java.time.Duration;

/**
 * Whoever runs the job: founds it, starts one round after another, starts a round again that ended
 * without a result; and stops, doubles and rolls back what had better be left alone.
 */
final class Operator {

  static final String ROUND = "rondo-round";

  /** After the last round everything that is still on its way arrives. */
  private static final Duration LAST_WAIT = Duration.ofMinutes(15);

  private static final int MAX_ATTEMPTS = 60;

  private final World world;
  private final Services services;
  private final Scenario scenario;
  private final String job;
  private int round;
  private int attempts;
  private int names;

  Operator(Services services, Scenario scenario) {
    this.services = services;
    this.world = services.world();
    this.scenario = scenario;
    this.job = scenario.config().job();
  }

  /** The round that it came to. */
  int round() {
    return round;
  }

  void begin() {
    command(
        "init",
        actor -> {
          float[] zeros = new float[scenario.layout().parameterCount()];
          new InitializeJob(services.store(actor))
              .run(scenario.config(), scenario.layout(), zeros, world.fibers().instant());
        },
        () -> play(1));
  }

  private interface Command {
    void run(Actor actor);
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

  private void play(int next) {
    round = next;
    attempts = 0;
    if (next > scenario.config().rounds()) {
      world.fibers().after(LAST_WAIT, world.fibers()::finish);
    } else {
      start();
      meddle();
    }
  }

  private Execution execution(int of) {
    String name = "round-" + of + "-" + ++names;
    ObjectNode input = JsonNodeFactory.instance.objectNode().put("job", job).put("round", of);
    world.trace().step("operator", () -> "starts " + name);
    Execution execution = services.machines().start(ROUND, name, input);
    execution.onEnd(
        e ->
            world
                .trace()
                .step(
                    name,
                    () -> "has ended: " + e.status() + e.error().map(x -> ", " + x).orElse("")));
    if (world.mischief().strikes(Fault.EXECUTION_STOPPED, name)) {
      double millis = scenario.config().deadlineSeconds() * 500;
      world
          .fibers()
          .after(
              world.about(millis),
              () -> services.machines().stop(execution.arn(), "Stopped", "by the operator"));
    }
    return execution;
  }

  private void start() {
    attempts++;
    int mine = round;
    execution(mine).onEnd(ended -> world.fibers().after(world.about(2_000), () -> ended(mine)));
  }

  private void ended(int of) {
    if (of != round) {
      return;
    }
    if (services.bucket().now(ObjectKeys.result(job, of)).isEmpty()) {
      if (attempts < MAX_ATTEMPTS) {
        world.fibers().after(world.about(20_000), this::startAgain);
      } else {
        world.fibers().finish();
      }
    } else if (world.mischief().strikes(Fault.ROLLED_BACK, "between two rounds")) {
      rollBack(() -> play(of + 1));
    } else {
      play(of + 1);
    }
  }

  private void startAgain() {
    if (services.bucket().now(ObjectKeys.result(job, round)).isPresent()) {
      ended(round);
    } else {
      start();
    }
  }

  /** What somebody does beside, at any time. */
  private void meddle() {
    int mine = round;
    double soon = scenario.config().deadlineSeconds() * 300;
    if (world.mischief().strikes(Fault.ROUND_STARTED_TWICE, "round " + mine)) {
      world.fibers().after(world.about(world.below(2) == 0 ? 500 : soon), () -> execution(mine));
    }
    if (world.mischief().strikes(Fault.WRONG_ROUND_STARTED, "round " + (mine + 1))) {
      world.fibers().after(world.about(soon), () -> execution(mine + 1));
    }
    if (world.mischief().strikes(Fault.ROLLED_BACK, "during round " + mine)) {
      world.fibers().after(world.about(soon), () -> rollBack(() -> {}));
    }
  }

  private void rollBack(Runnable then) {
    int version = world.mischief().draws(Fault.ROLLED_BACK).nextInt(round + 1);
    command(
        "rollback-to-" + version,
        actor -> new LatestVersion(services.store(actor)).rollBack(job, version),
        then);
  }
}
