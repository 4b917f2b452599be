package dev.rondo.agent.time;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
public interface Pauses {

  /** Waits this long, or until the agent is to stop if that is sooner. */
  void pause(Duration duration);
}
