package dev.rondo.operations.fleet;

import dev.rondo.aws.AwsException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;

/**
 * A client stack on EKS: a managed node group, and a StatefulSet of client agents.
 *
 * @param autoScaling counts the running nodes, which EKS does not report
 * @param stack the stack's name
 * @param cluster the cluster's name
 * @param group the node group's name
 * @param namespace the namespace of the pods
 * @param statefulSet the StatefulSet's name
 */
public record EksFleet(
    EksClient eks,
    AutoScalingClient autoScaling,
    String stack,
    String cluster,
    String group,
    String namespace,
    String statefulSet)
    implements Fleet.OnEks {

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
      throw new AwsException("Cannot describe node group " + group + " of " + cluster, e);
    }
  }

  private static List<String> autoScalingGroups(Nodegroup found) {
    return found.resources() == null
        ? List.of()
        : found.resources().autoScalingGroups().stream().map(nodes -> nodes.name()).toList();
  }

  private int present(Nodegroup found) {
    List<String> groups = autoScalingGroups(found);
    if (groups.isEmpty()) {
      return 0; // A request without names would return all groups of the account.
    }
    try {
      return autoScaling
          .describeAutoScalingGroups(b -> b.autoScalingGroupNames(groups))
          .autoScalingGroups()
          .stream()
          .mapToInt(nodes -> nodes.instances().size())
          .sum();
    } catch (SdkException e) {
      throw new AwsException("Cannot count the nodes of " + group + " of " + cluster, e);
    }
  }

  @Override
  public Optional<ScalingFailure> lastFailure() {
    return autoScalingGroups(find()).stream()
        .flatMap(nodes -> ScalingActivities.lastFailure(autoScaling, nodes).stream())
        .max(Comparator.comparing(ScalingFailure::at));
  }

  /**
   * {@inheritDoc}
   *
   * <p>EKS requires a maximum size of at least one, even if no node is desired.
   */
  @Override
  public void scaleTo(int machines) {
    Fleet.checkSize(machines);
    NodegroupScalingConfig now = find().scalingConfig();
    try {
      eks.updateNodegroupConfig(
          b ->
              b.clusterName(cluster)
                  .nodegroupName(group)
                  .scalingConfig(
                      s ->
                          s.minSize(Math.min(now.minSize(), machines))
                              .desiredSize(machines)
                              .maxSize(Math.max(Math.max(now.maxSize(), machines), 1))));
    } catch (SdkException e) {
      throw new AwsException("Cannot scale node group " + group + " of " + cluster, e);
    }
  }
}
