package dev.rondo.cli.testing;

import dev.rondo.aws.AwsException;
import dev.rondo.operations.fleet.AgentLogs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Logs that are kept without end. */
public final class FakeAgentLogs implements AgentLogs {

  public Optional<Duration> retention = Optional.empty();
  public final Set<String> started = new HashSet<>();
  public final Map<String, List<String>> agent = new HashMap<>();
  public final Map<String, List<String>> setup = new HashMap<>();

  /** What requests are answered with, if they are refused. */
  public Optional<AwsException> denied = Optional.empty();

  /** The instances whose logs were searched. */
  public final List<String> searched = new ArrayList<>();

  /** The instances of which the end of the setup's log was read. */
  public final List<String> read = new ArrayList<>();

  @Override
  public String group() {
    return "agents";
  }

  @Override
  public Optional<Duration> retention() {
    if (denied.isPresent()) {
      throw denied.get();
    }
    return retention;
  }

  @Override
  public boolean hasStarted(String instance, Instant since) {
    searched.add(instance);
    return started.contains(instance);
  }

  @Override
  public List<String> agent(String instance) {
    return agent.getOrDefault(instance, List.of());
  }

  @Override
  public List<String> setup(String instance) {
    read.add(instance);
    return setup.getOrDefault(instance, List.of());
  }
}
