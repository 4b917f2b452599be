package dev.rondo.cli.run;

import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/** Where a job is stored. */
public interface Place {

  /** The local folder for plots and other output. */
  Path folder();

  /** Whether its rounds ran on a virtual clock; their wall time is then stored separately. */
  boolean simulated();

  /** The path or URI of an object. */
  String location(String key);

  /** The command that resumes an interrupted round. */
  String resume();

  /**
   * A snapshot of many small objects of the store, for reading them one after another.
   *
   * @param prefix their common prefix
   * @param wanted which of them
   */
  ObjectStore readAhead(ObjectStore store, String prefix, Predicate<String> wanted);

  /** What to print if the store has no history of an execution. */
  String noHistory(String execution);

  /**
   * Makes a version the current one.
   *
   * @throws InvalidInputException if a round is in progress
   */
  Latest rollBack(String job, int version);

  /**
   * Abandons a round unless it is committed. A local round gets its result, too.
   *
   * @return the round's outcome
   * @throws InvalidInputException if the round was not opened
   */
  RoundOutcome abandon(RoundRequest request, Abandonment why);

  /** The stack whose executions run the rounds; empty for a local job. */
  Optional<Stack> stack();
}
