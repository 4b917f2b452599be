package dev.rondo.operations.fleet;

import dev.rondo.aws.AwsException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * A client stack on EC2: an auto scaling group, and instances with the tag {@value #TAG}.
 *
 * @param stack the stack's name
 * @param group the auto scaling group's name
 * @param logs the logs of the agents
 */
public record Ec2Fleet(
    Ec2Client ec2,
    AutoScalingClient autoScaling,
    String stack,
    String group,
    Optional<AgentLogs> logs)
    implements Fleet.OnEc2 {

  /** The tag of every client instance; its value is the stack's name. */
  public static final String TAG = "rondo:client";

  private static final String[] NOT_TERMINATED = {
    "pending", "running", "shutting-down", "stopping", "stopped"
  };

  /** RebootInstances accepts more, but one failure would then affect all of them. */
  private static final int REBOOT_BATCH = 100;

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
          .orElseThrow(() -> new AwsException("Auto scaling group " + group + " does not exist"));
    } catch (SdkException e) {
      throw new AwsException("Cannot describe auto scaling group " + group, e);
    }
  }

  @Override
  public Optional<ScalingFailure> lastFailure() {
    return ScalingActivities.lastFailure(autoScaling, group);
  }

  @Override
  public void scaleTo(int machines) {
    Fleet.checkSize(machines);
    GroupSize now = size();
    try {
      autoScaling.updateAutoScalingGroup(
          b ->
              b.autoScalingGroupName(group)
                  .minSize(Math.min(now.smallest(), machines))
                  .maxSize(Math.max(now.largest(), machines))
                  .desiredCapacity(machines));
    } catch (SdkException e) {
      throw new AwsException("Cannot scale auto scaling group " + group, e);
    }
  }

  @Override
  public List<Instance> instances() {
    try {
      return ec2
          .describeInstancesPaginator(
              b ->
                  b.filters(
                      filter("tag:" + TAG, stack), filter("instance-state-name", NOT_TERMINATED)))
          .reservations()
          .stream()
          .flatMap(reservation -> reservation.instances().stream())
          .map(Ec2Fleet::instance)
          .sorted(Comparator.comparing(Instance::launchedAt).thenComparing(Instance::id))
          .toList();
    } catch (SdkException e) {
      throw new AwsException("Cannot list the instances of stack " + stack, e);
    }
  }

  private static Filter filter(String name, String... values) {
    return Filter.builder().name(name).values(values).build();
  }

  private static Instance instance(software.amazon.awssdk.services.ec2.model.Instance found) {
    return new Instance(
        found.instanceId(),
        found.state().nameAsString(),
        found.instanceTypeAsString(),
        found.placement() == null ? "" : found.placement().availabilityZone(),
        found.launchTime());
  }

  @Override
  public void restart(List<String> ids) {
    for (int from = 0; from < ids.size(); from += REBOOT_BATCH) {
      List<String> batch = ids.subList(from, Math.min(from + REBOOT_BATCH, ids.size()));
      try {
        ec2.rebootInstances(b -> b.instanceIds(batch));
      } catch (SdkException e) {
        throw new AwsException("Cannot reboot " + String.join(", ", batch), e);
      }
    }
  }
}
