package dev.rondo.faults.service;

import dev.rondo.faults.engine.Fiber;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who calls services: one run of a function, of a client agent, of an operator's command.
 */
public final class Actor {

  /** What an actor is. */
  public enum Role {
    FUNCTION,
    CLIENT,
    OPERATOR
  }

  private final String name;
  private final Role role;
  private final int since;
  private final Optional<Meter> meter;
  private @Nullable Fiber fiber;
  private Optional<Truth> intent = Optional.empty();

  /**
   * @param since the step at which it began
   */
  public Actor(String name, Role role, int since) {
    this(name, role, since, Optional.empty());
  }

  /** A run of a function, which has limits. */
  static Actor function(String name, int since, Meter meter) {
    return new Actor(name, Role.FUNCTION, since, Optional.of(meter));
  }

  private Actor(String name, Role role, int since, Optional<Meter> meter) {
    this.name = name;
    this.role = role;
    this.since = since;
    this.meter = meter;
  }

  public String name() {
    return name;
  }

  public Role role() {
    return role;
  }

  public int since() {
    return since;
  }

  /** What it uses, if it is a function. */
  Optional<Meter> meter() {
    return meter;
  }

  /** What the next update that it uploads really is. */
  public Optional<Truth> intent() {
    return intent;
  }

  public void intend(Truth truth) {
    intent = Optional.of(truth);
  }

  public void runsOn(Fiber itsFiber) {
    fiber = itsFiber;
  }

  Fiber fiber() {
    Fiber running = fiber;
    if (running == null) {
      throw new IllegalStateException(name + " has not begun");
    }
    return running;
  }

  @Override
  public String toString() {
    return name;
  }
}
