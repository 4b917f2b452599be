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
 * Programs that take turns in virtual time. Each has its own thread, but only one runs at a time,
 * until it pauses. The fiber that pauses runs the next events itself, until one of them resumes
 * another fiber. So the same events give the same run, for any scheduling of threads.
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

  /** A planned event that can be cancelled. */
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

  /** Pauses the program that calls this; other programs run meanwhile. */
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

  /** Ends the run after the current event. */
  public void finish() {
    time.after(Duration.ZERO, this::stop);
  }

  /** Runs until {@link #finish}, or until no event is left, and unwinds the remaining fibers. */
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
      // Expected: the fiber was killed.
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
