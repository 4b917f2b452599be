package dev.rondo.rounds.state;

/** What is known of the executions that play rounds. */
@FunctionalInterface
public interface Executions {

  /** Whether this execution is still under way. */
  boolean isRunning(String execution);
}
