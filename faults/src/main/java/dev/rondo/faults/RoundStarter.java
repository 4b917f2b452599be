package dev.rondo.faults;

import java.time.Duration;

/** Starts the rounds of a job that exists. */
interface RoundStarter {

  /** After the last round, all messages that are still in transit arrive. */
  Duration LAST_WAIT = Duration.ofMinutes(15);

  void begin();

  /** The last round that must have ended when nothing happens any more. */
  int lastRound();
}
