package dev.rondo.cli.stack;

import dev.rondo.aws.AwsClients;
import dev.rondo.operations.fleet.AutoScalingNodes;
import dev.rondo.operations.fleet.Ec2Instances;
import dev.rondo.operations.fleet.GroupSize;
import dev.rondo.operations.fleet.Instance;
import dev.rondo.operations.stack.StackOutputs;
import java.util.List;

/** Clients on EC2. */
final class Ec2Fleet implements Fleet.OnEc2 {

  private final String stack;
  private final Ec2Instances instances;
  private final AutoScalingNodes nodes;

  Ec2Fleet(AwsClients clients, StackOutputs outputs) {
    this.stack = outputs.stack();
    this.instances = new Ec2Instances(clients.ec2());
    this.nodes =
        new AutoScalingNodes(clients.autoScaling(), outputs.require("AutoScalingGroupName"));
  }

  @Override
  public String stack() {
    return stack;
  }

  @Override
  public GroupSize size() {
    return nodes.size();
  }

  @Override
  public void scaleTo(int machines) {
    nodes.scaleTo(machines);
  }

  @Override
  public List<Instance> instances() {
    return instances.ofStack(stack);
  }

  @Override
  public void restart(List<String> ids) {
    instances.reboot(ids);
  }
}
