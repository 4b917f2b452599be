package dev.rondo.cli.execution;

/** Waits between two polls. */
@FunctionalInterface
public interface Pause {

  /** The time between two polls, in milliseconds. */
  long MILLIS = 1500;

  void pause() throws InterruptedException;

  /** Sleeps. */
  static Pause sleeping() {
    return () -> Thread.sleep(MILLIS);
  }
}
