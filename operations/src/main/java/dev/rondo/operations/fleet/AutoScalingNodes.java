package dev.rondo.operations.fleet;

import dev.rondo.aws.AwsException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

/** The EC2 auto scaling group of a client stack. */
public final class AutoScalingNodes implements NodeGroup {

  private final AutoScalingClient autoScaling;
  private final String group;

  /**
   * @param group its name
   */
  public AutoScalingNodes(AutoScalingClient autoScaling, String group) {
    this.autoScaling = autoScaling;
    this.group = group;
  }

  @Override
  public GroupSize size() {
    AutoScalingGroup found = find();
    return new GroupSize(
        found.minSize(), found.desiredCapacity(), found.maxSize(), found.instances().size());
  }

  private AutoScalingGroup find() {
    try {
      return autoScaling
          .describeAutoScalingGroups(b -> b.autoScalingGroupNames(group))
          .autoScalingGroups()
          .stream()
          .findFirst()
          .orElseThrow(() -> new AwsException("There is no auto scaling group " + group));
    } catch (SdkException e) {
      throw new AwsException("Could not ask for auto scaling group " + group, e);
    }
  }

  @Override
  public void scaleTo(int nodes) {
    if (nodes < 0) {
      throw new IllegalArgumentException("Not a number of nodes: " + nodes);
    }
    GroupSize now = size();
    try {
      autoScaling.updateAutoScalingGroup(
          b ->
              b.autoScalingGroupName(group)
                  .minSize(Math.min(now.smallest(), nodes))
                  .maxSize(Math.max(now.largest(), nodes))
                  .desiredCapacity(nodes));
    } catch (SdkException e) {
      throw new AwsException("Could not scale auto scaling group " + group, e);
    }
  }
}
