package dev.rondo.cli.testing;

import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.fleet.GroupSize;
import dev.rondo.operations.fleet.ScalingFailure;
import java.util.Optional;

/** A node group of three nodes. */
public final class FakeEksFleet implements Fleet.OnEks {

  public int desired = 3;

  @Override
  public String stack() {
    return "TestClients";
  }

  @Override
  public String group() {
    return "nodes";
  }

  @Override
  public Optional<ScalingFailure> lastFailure() {
    return Optional.empty();
  }

  @Override
  public GroupSize size() {
    return new GroupSize(0, desired, 5, 3);
  }

  @Override
  public void scaleTo(int machines) {
    desired = machines;
  }

  @Override
  public String cluster() {
    return "cluster";
  }

  @Override
  public String namespace() {
    return "rondo";
  }

  @Override
  public String statefulSet() {
    return "agents";
  }
}
