package dev.rondo.cli.play;

/** Lets some time pass between two looks. */
@FunctionalInterface
public interface Pause {

  /** The time between two looks at what goes on, in milliseconds. */
  long MILLIS = 1500;

  void pause() throws InterruptedException;

  /** Sleeps. */
  static Pause sleeping() {
    return () -> Thread.sleep(MILLIS);
  }
}
