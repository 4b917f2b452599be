package dev.rondo.faults.service;

import dev.rondo.faults.engine.Fiber;
import dev.rondo.faults.engine.Fibers;
import dev.rondo.faults.engine.Unwound;
import dev.rondo.protocol.random.Draws;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What all services of a schedule share: turns in virtual time, mischief, and the trace. Every call
 * of a service comes through here: the caller pauses, so that others come in between, and may be
 * killed, refused, or left without an answer.
 */
public final class World {

  private final Fibers fibers;
  private final Mischief mischief;
  private final Trace trace;
  private final SplittableRandom latencies;
  private final double latencyMillis;
  private final BiConsumer<String, String> breaches;
  private final Bill bill = new Bill();

  /**
   * @param latencyMillis what a call takes, about
   * @param breaches hears of each function that has exceeded its memory, and of what it used
   */
  public World(
      Fibers fibers,
      Mischief mischief,
      Trace trace,
      long seed,
      double latencyMillis,
      BiConsumer<String, String> breaches) {
    this.fibers = fibers;
    this.mischief = mischief;
    this.trace = trace;
    this.latencies = new Draws(seed).of("latencies");
    this.latencyMillis = latencyMillis;
    this.breaches = breaches;
  }

  public Fibers fibers() {
    return fibers;
  }

  public Mischief mischief() {
    return mischief;
  }

  public Trace trace() {
    return trace;
  }

  /** What has been asked of the services so far. */
  public Bill bill() {
    return bill;
  }

  /** A random duration, exponential with this mean. */
  public Duration about(double millis) {
    return Duration.ofNanos(Math.round(-Math.log(1 - latencies.nextDouble()) * millis * 1_000_000));
  }

  /** A random number below this bound. */
  public int below(int bound) {
    return latencies.nextInt(bound);
  }

  /** What a call takes. */
  public Duration latency() {
    return about(latencyMillis);
  }

  /** Starts a program in an actor's name. */
  public void start(Actor actor, Duration delay, Runnable body) {
    Fiber fiber = fibers.start(actor.name(), delay, body);
    actor.runsOn(fiber);
  }

  /** Lets time pass for an actor. */
  public void pause(Actor actor, Duration duration) {
    fibers.pause(actor.fiber(), duration);
  }

  /** Lets the time pass that an actor has used, or kills it if it exceeds its memory. */
  void charge(Actor actor) {
    if (actor.meter().isEmpty()) {
      return;
    }
    Meter meter = actor.meter().get();
    if (meter.isOverMemory()) {
      trace.step(actor.name(), () -> "is killed because it holds " + meter);
      breaches.accept(actor.name(), meter.toString());
      actor.fiber().kill();
      throw new Unwound();
    }
    Duration due = meter.due();
    if (!due.isZero()) {
      pause(actor, due);
    }
  }

  /** What a call's fault looks like to its caller. */
  interface Faulty {
    RuntimeException refused(String what);
  }

  /** A read. It changes nothing, so only its answer can be lost. */
  <T> T read(Actor actor, String what, Faulty faulty, Supplier<T> effect) {
    begin(actor, what, faulty);
    T answer = effect.get();
    trace.step(actor.name(), () -> what);
    return answer;
  }

  /**
   * Writes.
   *
   * @param resent what the client library answers when it sends the call again after it was done
   */
  <T> T write(Actor actor, String what, Faulty faulty, Supplier<T> effect, Supplier<T> resent) {
    begin(actor, what, faulty);
    trace.step(actor.name(), () -> what);
    T answer = effect.get();
    killed(actor, Fault.KILLED_AFTER, what);
    if (mischief.strikes(Fault.ANSWER_LOST, what)) {
      throw fault(actor, "gets no answer to", what, faulty);
    }
    if (mischief.strikes(Fault.WRITE_RESENT, what)) {
      pause(actor, latency());
      trace.step(actor.name(), () -> "sends again: " + what);
      return resent.get();
    }
    return answer;
  }

  private void begin(Actor actor, String what, Faulty faulty) {
    pause(actor, latency());
    if (mischief.strikes(Fault.CALL_STALLS, what)) {
      pause(actor, about(20_000));
    }
    killed(actor, Fault.KILLED_BEFORE, what);
    if (mischief.strikes(Fault.CALL_REFUSED, what)) {
      throw fault(actor, "is refused", what, faulty);
    }
  }

  private RuntimeException fault(Actor actor, String how, String what, Faulty faulty) {
    trace.step(actor.name(), () -> how + " " + what);
    return faulty.refused(how + " " + what);
  }

  private void killed(Actor actor, Fault fault, String what) {
    if (actor.role() == Actor.Role.FUNCTION && mischief.strikes(fault, what)) {
      trace.step(
          actor.name(),
          () -> "is killed " + (fault == Fault.KILLED_BEFORE ? "before " : "after ") + what);
      actor.fiber().kill();
      throw new Unwound();
    }
  }
}
