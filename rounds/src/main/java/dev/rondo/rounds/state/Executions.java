package dev.rondo.rounds.state;

/** Answers whether an execution of the state machine is running, so that a round has one owner. */
@FunctionalInterface
public interface Executions {

  /** Whether this execution is running. An execution that is unknown is not running. */
  boolean isRunning(String execution);
}
