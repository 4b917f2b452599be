package dev.rondo.operations.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the instances of a client stack have logged. Each method that calls AWS throws {@link
 * dev.rondo.aws.AwsException} if AWS denies the request or the log group does not exist.
 */
public interface AgentLogs {

  /** The name of the log group. */
  String group();

  /** How long a line is kept; empty = without end. */
  Optional<Duration> retention();

  /** Whether the agent of an instance has logged its start since an instant. */
  boolean hasStarted(String instance, Instant since);

  /** The last lines of an agent's log, the newest one last; empty if it has none. */
  List<String> agent(String instance);

  /** The last lines that the setup of an instance printed, the newest one last; empty if none. */
  List<String> setup(String instance);
}
