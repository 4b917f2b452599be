package dev.rondo.faults.service;

import dev.rondo.faults.engine.Fibers;
import dev.rondo.faults.engine.Unwound;
import dev.rondo.protocol.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Runs functions: in parallel, sometimes twice, and sometimes killed before they end. */
public final class Lambda {

  private final World world;
  private final BiConsumer<String, RuntimeException> defects;
  private final Map<String, Integer> runs = new HashMap<>();

  /**
   * @param defects hears of every exception of a function that is not the store's fault
   */
  public Lambda(World world, BiConsumer<String, RuntimeException> defects) {
    this.world = world;
    this.defects = defects;
  }

  /**
   * One run of a function.
   *
   * @param clock of the machine that it runs on
   * @param meter of what it uses
   */
  public record Invocation(Actor actor, InstantSource clock, Meter meter) {}

  /**
   * Takes what a call brings.
   *
   * @param <T> what the function answers
   */
  public interface Answer<T> {
    void succeeded(T value);

    /**
     * @param errorType the name that a state machine sees
     */
    void failed(String errorType, String message);
  }

  /** Calls a function; the answer comes from the event loop, once. */
  public <T> void call(String name, Function<Invocation, T> work, Answer<T> answer) {
    if (world.mischief().strikes(Fault.THROTTLED, name)) {
      world.trace().step(name, () -> "is throttled");
      world
          .fibers()
          .after(
              world.latency(),
              () -> answer.failed("Lambda.TooManyRequestsException", "Rate exceeded"));
      return;
    }
    Once<T> once = new Once<>(answer);
    run(name, work, once);
    if (world.mischief().strikes(Fault.INVOKED_TWICE, name)) {
      run(name, work, once);
    }
    if (world.mischief().strikes(Fault.GIVEN_UP, name)) {
      world
          .fibers()
          .after(
              world.about(10.0 * world.latency().toMillis()),
              () -> {
                world.trace().step(name, () -> "is given up by its caller");
                once.failed("Lambda.SdkClientException", "no answer");
              });
    }
  }

  private <T> void run(String name, Function<Invocation, T> work, Once<T> answer) {
    int number = runs.merge(name, 1, Integer::sum);
    Limits limits = Limits.of(name);
    Meter meter = new Meter(limits, world.fibers().instant());
    Actor actor = Actor.function(name + "-" + number, world.trace().steps(), meter);
    Invocation invocation = new Invocation(actor, clock(actor), meter);
    Duration delay = world.latency();
    Fibers.Appointment limit =
        world.fibers().after(limits.time().plus(delay), () -> timeOut(actor, answer));
    world.start(
        actor,
        delay,
        () -> {
          try {
            T value = work.apply(invocation);
            tell(() -> answer.succeeded(value));
          } catch (StoreException e) {
            tell(
                () ->
                    answer.failed(StoreException.class.getName(), String.valueOf(e.getMessage())));
          } catch (RuntimeException e) {
            defect(actor, e);
            tell(() -> answer.failed(e.getClass().getName(), String.valueOf(e.getMessage())));
          } catch (Unwound e) {
            tell(() -> answer.failed("Runtime.ExitError", "exited"));
            throw e;
          } finally {
            world.bill().ran(name, meter.seconds(world.fibers().instant()), meter);
            limit.cancel();
          }
        });
  }

  private void timeOut(Actor actor, Once<?> answer) {
    world.trace().step(actor.name(), () -> "is killed at its time limit");
    actor.fiber().kill();
    answer.failed("Sandbox.Timedout", "timed out");
  }

  private void tell(Runnable news) {
    world.fibers().after(world.latency(), news);
  }

  private InstantSource clock(Actor actor) {
    if (!world.mischief().strikes(Fault.CLOCK_SKEWED, actor.name())) {
      return world.fibers();
    }
    int seconds = world.mischief().draws(Fault.CLOCK_SKEWED).nextInt(-120, 121);
    world.trace().step(actor.name(), () -> "has a clock that is wrong by " + seconds + " s");
    return () -> world.fibers().instant().plusSeconds(seconds);
  }

  private static final class Once<T> implements Answer<T> {
    private final Answer<T> answer;
    private boolean done;

    Once(Answer<T> answer) {
      this.answer = answer;
    }

    @Override
    public void succeeded(T value) {
      if (!done) {
        done = true;
        answer.succeeded(value);
      }
    }

    @Override
    public void failed(String errorType, String message) {
      if (!done) {
        done = true;
        answer.failed(errorType, message);
      }
    }
  }

  /** Reports an exception that is not a store error. */
  public void defect(Actor actor, RuntimeException e) {
    defects.accept(actor.name(), e);
  }
}
