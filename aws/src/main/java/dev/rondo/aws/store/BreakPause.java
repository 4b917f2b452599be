package dev.rondo.aws.store;

import java.time.Duration;

/** Waits while a connection is broken. */
@FunctionalInterface
interface BreakPause {

  /** For a function, which is called again if it fails. */
  BreakPause NONE = breaks -> false;

  /**
   * For clients: the pauses get twice as long each time, up to a minute. They are four minutes in
   * all; the calls between them take time, too.
   */
  BreakPause STANDARD = breaks -> breaks <= 9 && waited(Math.min(1L << (breaks - 1), 60));

  /**
   * Waits after a call that failed with all its attempts.
   *
   * @param breaks how many calls have failed, from 1
   * @return false if it is time to give up
   */
  boolean goesOn(int breaks);

  private static boolean waited(long seconds) {
    try {
      Thread.sleep(Duration.ofSeconds(seconds).toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
