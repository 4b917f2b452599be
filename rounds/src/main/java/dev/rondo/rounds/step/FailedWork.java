package dev.rondo.rounds.step;

import java.util.List;

/** Names an Error of the Java machine as what it is. */
final class FailedWork {

  private FailedWork() {}

  /** One line that says what happened while these events were processed, and what follows. */
  static String by(Error error, List<UpdateEvent> events) {
    String what =
        error instanceof OutOfMemoryError
            ? "Ran out of memory"
            : "Failed with " + error.getClass().getName();
    String where =
        events.size() == 1 ? events.get(0).key() : events.size() + " updates of one round";
    String next =
        events.size() == 1 ? "The event will be delivered again." : "Each is tried alone.";
    return "%s while folding %s: %s. %s".formatted(what, where, error.getMessage(), next);
  }
}
