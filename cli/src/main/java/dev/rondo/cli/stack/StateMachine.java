package dev.rondo.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** A state machine and its executions. */
public interface StateMachine {

  /**
   * Starts an execution.
   *
   * @param name unique among the executions of 90 days
   * @return the execution's ARN
   */
  String start(String name, JsonNode input);

  /** An execution of this or of another state machine, or empty when there is none. */
  Optional<Playing> describe(String execution);

  /** The executions that are under way, the newest first. */
  List<String> running();

  /** Executions under way or ended, the newest first, at most this many. */
  List<String> newest(int count);

  /** Ends an execution; nothing that it has done is undone. */
  void stop(String execution, String cause);
}
