package dev.rondo.cli.testing;

import dev.rondo.operations.fleet.AgentLogs;
import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.fleet.GroupSize;
import dev.rondo.operations.fleet.Instance;
import dev.rondo.operations.fleet.ScalingFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Two instances, of which one is running. */
public final class FakeEc2Fleet implements Fleet.OnEc2 {

  public static final Instant LAUNCHED = Instant.parse("2026-01-01T00:00:00Z");

  public final List<String> restarted = new ArrayList<>();
  public int desired = 2;

  public List<Instance> instances = new ArrayList<>();

  public Optional<FakeAgentLogs> logs = Optional.of(new FakeAgentLogs());
  public Optional<ScalingFailure> failure = Optional.empty();

  public FakeEc2Fleet() {
    instances.add(new Instance("i-1", "running", "t3.medium", "eu-west-1a", LAUNCHED));
    instances.add(new Instance("i-2", "pending", "t3.medium", "eu-west-1b", LAUNCHED));
  }

  @Override
  public String stack() {
    return "TestClients";
  }

  @Override
  public String group() {
    return "TestGroup";
  }

  @Override
  public Optional<ScalingFailure> lastFailure() {
    return failure;
  }

  @Override
  public Optional<AgentLogs> logs() {
    return logs.map(AgentLogs.class::cast);
  }

  @Override
  public GroupSize size() {
    return new GroupSize(0, desired, 5, instances.size());
  }

  @Override
  public void scaleTo(int machines) {
    desired = machines;
  }

  @Override
  public List<Instance> instances() {
    return List.copyOf(instances);
  }

  @Override
  public void restart(List<String> ids) {
    restarted.addAll(ids);
  }
}
