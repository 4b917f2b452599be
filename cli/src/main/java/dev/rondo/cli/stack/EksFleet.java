package dev.rondo.cli.stack;

import dev.rondo.aws.AwsClients;
import dev.rondo.operations.fleet.EksNodes;
import dev.rondo.operations.fleet.GroupSize;
import dev.rondo.operations.stack.StackOutputs;

/** Clients on EKS. */
final class EksFleet implements Fleet.OnEks {

  private final StackOutputs outputs;
  private final EksNodes nodes;

  EksFleet(AwsClients clients, StackOutputs outputs) {
    this.outputs = outputs;
    // CloudFormation's reference to a node group is cluster/group.
    String group = outputs.require("NodeGroupName");
    this.nodes =
        new EksNodes(
            clients.eks(),
            clients.autoScaling(),
            outputs.require("ClusterName"),
            group.substring(group.lastIndexOf('/') + 1));
  }

  @Override
  public String stack() {
    return outputs.stack();
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
  public String cluster() {
    return outputs.require("ClusterName");
  }

  @Override
  public String namespace() {
    return outputs.require("Namespace");
  }

  @Override
  public String statefulSet() {
    return outputs.require("StatefulSetName");
  }
}
