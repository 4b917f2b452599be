package dev.rondo.agent.time;

import java.time.Duration;

/** Waits. */
@FunctionalInterface
public interface Pauses {

  /** Waits this long, or until the agent stops if that is earlier. */
  void pause(Duration duration);
}
