package dev.rondo.cli.testing;

import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.fleet.GroupSize;
import dev.rondo.operations.fleet.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Two instances, of which one is running. */
public final class FakeEc2Fleet implements Fleet.OnEc2 {

  public final List<String> restarted = new ArrayList<>();
  public int desired = 2;

  @Override
  public String stack() {
    return "TestClients";
  }

  @Override
  public GroupSize size() {
    return new GroupSize(0, desired, 5, 2);
  }

  @Override
  public void scaleTo(int machines) {
    desired = machines;
  }

  @Override
  public List<Instance> instances() {
    Instant launched = Instant.parse("2026-01-01T00:00:00Z");
    return List.of(
        new Instance("i-1", "running", "t3.medium", "eu-west-1a", launched),
        new Instance("i-2", "pending", "t3.medium", "eu-west-1b", launched));
  }

  @Override
  public void restart(List<String> ids) {
    restarted.addAll(ids);
  }
}
