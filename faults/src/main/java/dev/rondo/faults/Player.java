package dev.rondo.faults;

import java.time.Duration;

/** Who has the rounds of a job played, once it has been founded. */
interface Player {

  /** After the last round everything that is still on its way arrives. */
  Duration LAST_WAIT = Duration.ofMinutes(15);

  void begin();

  /** The last round that must have ended when nothing happens any more. */
  int lastRound();
}
