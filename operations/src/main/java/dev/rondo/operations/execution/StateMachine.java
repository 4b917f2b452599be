package dev.rondo.operations.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A state machine and its executions. Each method throws {@link dev.rondo.aws.AwsException} if AWS
 * does not answer or denies the request.
 */
public interface StateMachine {

  /**
   * Starts an execution.
   *
   * @param name 1 to 80 letters, digits, hyphens and underscores; unique for 90 days
   * @return the execution's ARN
   */
  String start(String name, JsonNode input);

  /** An execution of this or of another state machine, or empty if there is none. */
  Optional<Execution> describe(String execution);

  /** The ARNs of running executions, newest first, up to a thousand. */
  List<String> running();

  /** The ARNs of running and ended executions, newest first, at most this many. */
  List<String> newest(int count);

  /** Stops an execution; one that has ended is left unchanged. */
  void stop(String execution, String cause);
}
