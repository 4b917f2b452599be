package dev.rondo.operations.fleet;

import dev.rondo.aws.AwsException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;

/** The managed node group of a client stack on EKS. */
public final class EksNodes implements NodeGroup {

  private final EksClient eks;
  private final AutoScalingClient autoScaling;
  private final String cluster;
  private final String group;

  /**
   * @param autoScaling counts the nodes that are there: EKS does not say
   * @param cluster the cluster's name
   * @param group the node group's name
   */
  public EksNodes(EksClient eks, AutoScalingClient autoScaling, String cluster, String group) {
    this.eks = eks;
    this.autoScaling = autoScaling;
    this.cluster = cluster;
    this.group = group;
  }

  @Override
  public GroupSize size() {
    Nodegroup found = find();
    NodegroupScalingConfig scaling = found.scalingConfig();
    return new GroupSize(
        scaling.minSize(), scaling.desiredSize(), scaling.maxSize(), present(found));
  }

  private Nodegroup find() {
    try {
      return eks.describeNodegroup(b -> b.clusterName(cluster).nodegroupName(group)).nodegroup();
    } catch (SdkException e) {
      throw new AwsException("Could not ask for node group " + group + " of " + cluster, e);
    }
  }

  private int present(Nodegroup found) {
    if (found.resources() == null) {
      return 0;
    }
    String[] groups =
        found.resources().autoScalingGroups().stream().map(g -> g.name()).toArray(String[]::new);
    if (groups.length == 0) {
      return 0; // No names would mean all groups of the account.
    }
    try {
      return autoScaling
          .describeAutoScalingGroups(b -> b.autoScalingGroupNames(groups))
          .autoScalingGroups()
          .stream()
          .map(AutoScalingGroup::instances)
          .mapToInt(java.util.List::size)
          .sum();
    } catch (SdkException e) {
      throw new AwsException("Could not count the nodes of " + group + " of " + cluster, e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>EKS wants a largest size of at least one, whatever is desired.
   */
  @Override
  public void scaleTo(int nodes) {
    if (nodes < 0) {
      throw new IllegalArgumentException("Not a number of nodes: " + nodes);
    }
    NodegroupScalingConfig now = find().scalingConfig();
    try {
      eks.updateNodegroupConfig(
          b ->
              b.clusterName(cluster)
                  .nodegroupName(group)
                  .scalingConfig(
                      s ->
                          s.minSize(Math.min(now.minSize(), nodes))
                              .desiredSize(nodes)
                              .maxSize(Math.max(Math.max(now.maxSize(), nodes), 1))));
    } catch (SdkException e) {
      throw new AwsException("Could not scale node group " + group + " of " + cluster, e);
    }
  }
}
