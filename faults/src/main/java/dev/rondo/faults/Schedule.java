package dev.rondo.faults;

import dev.rondo.faults.engine.Fibers;
import dev.rondo.faults.invariant.MaskedRounds;
import dev.rondo.faults.invariant.Violation;
import dev.rondo.faults.invariant.Violations;
import dev.rondo.faults.invariant.WakeUps;
import dev.rondo.faults.invariant.Watch;
import dev.rondo.faults.service.Bill;
import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.BucketView;
import dev.rondo.faults.service.Lambda;
import dev.rondo.faults.service.Maskings;
import dev.rondo.faults.service.MessageQueue;
import dev.rondo.faults.service.Mischief;
import dev.rondo.faults.service.Selection;
import dev.rondo.faults.service.Trace;
import dev.rondo.faults.service.World;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.statemachine.Execution;
import dev.rondo.statemachine.StateMachines;
import dev.rondo.statemachine.Timers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One schedule: a job of a few rounds among services that fail, drawn from a seed. The same seed
 * gives the same schedule, step by step.
 */
public final class Schedule {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** All faults end long before this time. A program that still retries then never ends. */
  private static final Duration HORIZON = Duration.ofHours(12);

  private final Scenario scenario;
  private final Fibers fibers;
  private final Mischief mischief;
  private final Trace trace;
  private final Violations violations;
  private final Services services;
  private final Agents agents;
  private final Workers workers;
  private final Intruder intruder;
  private final Console console;
  private final RoundStarter owner;

  /**
   * The result of a schedule.
   *
   * @param violation the first invariant that did not hold, if one did not
   * @param faults what went wrong with the services, in order
   * @param masked what became of its rounds, if updates were masked
   * @param steps how many steps it took
   * @param trace the steps, when they were asked for
   */
  public record Outcome(
      Optional<Violation> violation,
      List<Mischief.Struck> faults,
      Optional<MaskedRounds> masked,
      int steps,
      List<String> trace) {}

  Schedule(Scenario scenario, long seed, Selection selection, boolean recording, Stage stage) {
    this.scenario = scenario;
    this.fibers = new Fibers(START, stage.crew(), this::defect);
    this.trace = new Trace(recording, fibers);
    this.violations = new Violations(trace, fibers::finish);
    this.mischief = new Mischief(seed, selection, fibers, START.plus(scenario.quiet()));
    World world =
        new World(fibers, mischief, trace, seed, scenario.latencyMillis(), this::memoryOf);
    StateMachines machines = new StateMachines(timers(fibers), seed);
    this.services =
        new Services(
            world,
            new Bucket(trace),
            new Bucket(trace),
            new Maskings(stage.keys().helper().derived("noise")),
            new MessageQueue<>(world, "seat", Duration.ofMinutes(2), this::seatIsVisible),
            new MessageQueue<>(world, "event", scenario.visibility(), this::eventIsVisible),
            machines,
            new WakeUps(fibers),
            scenario);
    Helper helper = new Helper(services, stage.keys(), seed);
    Functions functions = new Functions(services, helper, seed);
    Lambda lambda = new Lambda(world, this::defectOf);
    this.agents = new Agents(services, scenario, helper);
    this.intruder = new Intruder(services, lambda, helper, Functions.HELPER);
    this.workers = new Workers(services, lambda, functions);
    this.console = new Console(services, scenario, helper);
    int rounds = scenario.config().rounds();
    this.owner =
        switch (scenario.course()) {
          case TRAINING -> new Trainer(services, console, rounds);
          case OPERATOR -> new Operator(world, console, rounds);
          case ONE_ROUND -> new OneRound(world, console);
        };
    machines.define(stage.round());
    machines.define(stage.training());
    deploy(functions, lambda);
  }

  /**
   * Runs a schedule.
   *
   * @param selection which of its faults happen
   * @param recording whether to keep the trace
   * @param stage what one schedule after another uses
   */
  public static Outcome run(long seed, Selection selection, boolean recording, Stage stage) {
    return new Schedule(Scenario.of(seed), seed, selection, recording, stage).run();
  }

  Outcome run() {
    Watch watch =
        new Watch(
            violations,
            services.bucket(),
            services.helperBucket(),
            services.maskings(),
            scenario.config(),
            scenario.portions().limits(),
            this::isRunning,
            services.seats()::sent);
    services.bucket().watch(watch);
    services
        .bucket()
        .watch(
            (key, before, now) -> {
              if (scenario.masked()) {
                intruder.sees(key);
              }
              if (ObjectKeys.parseUpdate(key).isPresent()) {
                workers.uploaded(new ObjectInfo(key, now.bytes().length, now.etag()));
              }
            });
    console.found(owner::begin);
    fibers.after(HORIZON, fibers::finish);
    fibers.run();
    if (violations.first().isEmpty()) {
      Optional<Integer> refused = console.refusedRound();
      refused.ifPresent(round -> watch.budgetSpent(round - 1));
      watch.atTheEnd(
          Math.min(owner.lastRound(), refused.map(round -> round - 1).orElse(Integer.MAX_VALUE)),
          services.machines().executions(Console.TRAINING));
      services
          .wakeUps()
          .check(violations, services.bucket(), services.machines().executions(Console.ROUND));
    }
    Optional<MaskedRounds> masked =
        scenario.masked() ? Optional.of(watch.maskedRounds()) : Optional.empty();
    return new Outcome(violations.first(), mischief.struck(), masked, trace.steps(), trace.lines());
  }

  /** The result of a round, in words. */
  String result(int round) {
    Documents documents = new Documents(new BucketView(services.bucket()));
    return documents
        .read(ObjectKeys.result(scenario.config().job(), round), RoundResult.class)
        .map(
            result ->
                String.format(
                    Locale.ROOT,
                    "%s with %,d of %,d seats after %,d s",
                    result.status(),
                    result.accepted(),
                    result.seats(),
                    Duration.between(result.openedAt(), result.closedAt()).toSeconds()))
        .orElse("no result");
  }

  /** What the round has used by now. */
  Bill bill() {
    return services.world().bill();
  }

  private void deploy(Functions functions, Lambda lambda) {
    StateMachines machines = services.machines();
    functions
        .steps()
        .forEach(
            (name, step) ->
                machines.remoteFunction(
                    name,
                    (payload, reply) ->
                        lambda.call(
                            name,
                            run -> step.apply(run, payload),
                            new Lambda.Answer<>() {
                              @Override
                              public void succeeded(com.fasterxml.jackson.databind.JsonNode value) {
                                reply.succeed(value);
                              }

                              @Override
                              public void failed(String errorType, String message) {
                                reply.fail(errorType, message);
                              }
                            })));
  }

  private void seatIsVisible() {
    agents.ask();
  }

  private void eventIsVisible() {
    workers.ask();
  }

  private boolean isRunning(String execution) {
    return services
        .machines()
        .execution(execution)
        .filter(e -> e.status() == Execution.Status.RUNNING)
        .isPresent();
  }

  /** A step may fail for one reason only: the round to open is not the next one. */
  private void defectOf(String function, RuntimeException e) {
    boolean turn = function.startsWith("open-round") && e instanceof IllegalArgumentException;
    if (!turn) {
      violations.add("No step fails but for the store", function + ": " + text(e));
    }
  }

  private void memoryOf(String function, String used) {
    violations.add("No function exceeds its memory", function + " holds " + used);
  }

  private void defect(Throwable e) {
    violations.add("Nothing fails but for the store", text(e));
  }

  private static String text(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static Timers timers(Fibers fibers) {
    return new Timers() {
      @Override
      public Instant now() {
        return fibers.instant();
      }

      @Override
      public Cancellable after(Duration delay, Runnable action) {
        return fibers.after(delay, action)::cancel;
      }
    };
  }
}
