package dev.rondo.faults.engine;

import dev.rondo.local.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Programs that take turns in virtual time. Each runs on a thread of its own, so that it can be
 * written as if it were alone; but one runs at a time, and goes on until it pauses. Whoever pauses
 * runs the next events itself and hands over only when one of them resumes another fiber. So the
 * same events make the same run, however threads are scheduled.
 */
public final class Fibers implements InstantSource {

  private final VirtualTime time;
  private final Crew crew;
  private final Consumer<Throwable> defects;
  private final Set<Fiber> live = new LinkedHashSet<>();
  private final Baton main = new Baton(Thread.currentThread());
  private Baton running = main;
  private @Nullable Leaving leaving;
  private boolean over;

  /**
   * @param defects hears of what an event or a fiber threw
   */
  public Fibers(Instant start, Crew crew, Consumer<Throwable> defects) {
    this.time = new VirtualTime(start);
    this.crew = crew;
    this.defects = defects;
  }

  @Override
  public Instant instant() {
    return time.instant();
  }

  /** Something that is going to happen, unless it is cancelled. */
  public interface Appointment {
    void cancel();
  }

  /** Does something after a delay. It may not pause. */
  public Appointment after(Duration delay, Runnable action) {
    VirtualTime.Event event =
        time.after(
            delay,
            () -> {
              try {
                action.run();
              } catch (RuntimeException e) {
                defects.accept(e);
              }
            });
    return () -> time.cancel(event);
  }

  /** Starts a program after a delay. */
  public Fiber start(String name, Duration delay, Runnable body) {
    Crew.Hand hand = crew.take();
    Fiber fiber = new Fiber(name, hand);
    live.add(fiber);
    hand.assign(() -> run(fiber, body));
    time.after(delay, () -> handTo(hand.baton()));
    return fiber;
  }

  /** Lets time pass for the program that calls this; others go on meanwhile. */
  public void pause(Fiber self, Duration duration) {
    if (!over) {
      self.resumed(false);
      time.after(duration, () -> resume(self));
      time.runUntil(self::isResumed);
    }
    if (self.isKilled()) {
      throw new Unwound();
    }
  }

  /** Ends everything soon, from within. */
  public void finish() {
    time.after(Duration.ZERO, this::stop);
  }

  /** Runs until {@link #finish}, or until nothing is left to happen, and unwinds what is left. */
  public void run() {
    if (!time.runUntil(() -> over)) {
      over = true;
    }
    for (Fiber fiber : List.copyOf(live)) {
      if (live.contains(fiber)) {
        fiber.kill();
        fiber.resumed(true);
        handTo(fiber.hand().baton());
      }
    }
  }

  private void stop() {
    over = true;
    handTo(main);
  }

  private void resume(Fiber fiber) {
    fiber.resumed(true);
    handTo(fiber.hand().baton());
  }

  private void handTo(Baton next) {
    Leaving leave = leaving;
    if (leave != null) {
      leaving = null;
      leave.gone = true;
      crew.release(leave.hand);
      running = next;
      next.give();
      return;
    }
    Baton self = running;
    if (self != next) {
      running = next;
      next.give();
      self.await();
    }
  }

  private void run(Fiber fiber, Runnable body) {
    try {
      if (!fiber.isKilled()) {
        body.run();
      }
    } catch (Unwound e) {
      // As it should be.
    } catch (RuntimeException | Error e) {
      defects.accept(e);
    }
    live.remove(fiber);
    leave(fiber.hand());
  }

  /** A thread whose fiber has ended: it runs events until one of them resumes another. */
  private static final class Leaving {
    private final Crew.Hand hand;
    private boolean gone;

    Leaving(Crew.Hand hand) {
      this.hand = hand;
    }
  }

  private void leave(Crew.Hand hand) {
    Leaving leave = new Leaving(hand);
    leaving = leave;
    if (over || !time.runUntil(() -> leave.gone)) {
      over = true;
      handTo(main);
    }
  }
}
