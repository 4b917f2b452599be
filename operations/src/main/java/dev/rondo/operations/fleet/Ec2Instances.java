package dev.rondo.operations.fleet;

import dev.rondo.aws.AwsException;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * The EC2 instances of a client stack, told by their tag. What goes wrong is {@link AwsException}.
 */
public final class Ec2Instances {

  /** The tag of every client instance; its value is the stack's name. */
  public static final String TAG = "rondo:client";

  private static final String[] NOT_GONE = {
    "pending", "running", "shutting-down", "stopping", "stopped"
  };

  /** RebootInstances takes more, but a failure then hits all of them. */
  private static final int REBOOTED_AT_ONCE = 100;

  private final Ec2Client ec2;

  public Ec2Instances(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /** Those of a stack that are not terminated, in the order of their launch. */
  public List<Instance> ofStack(String stack) {
    try {
      return ec2
          .describeInstancesPaginator(
              b -> b.filters(filter("tag:" + TAG, stack), filter("instance-state-name", NOT_GONE)))
          .reservations()
          .stream()
          .flatMap(reservation -> reservation.instances().stream())
          .map(Ec2Instances::instance)
          .sorted(Comparator.comparing(Instance::launchedAt).thenComparing(Instance::id))
          .toList();
    } catch (SdkException e) {
      throw new AwsException("Could not list the instances of stack " + stack, e);
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

  /** Reboots them: the client agents start again by themselves, with the same identity. */
  public void reboot(List<String> ids) {
    for (int from = 0; from < ids.size(); from += REBOOTED_AT_ONCE) {
      List<String> some = ids.subList(from, Math.min(from + REBOOTED_AT_ONCE, ids.size()));
      try {
        ec2.rebootInstances(b -> b.instanceIds(some));
      } catch (SdkException e) {
        throw new AwsException("Could not reboot " + String.join(", ", some), e);
      }
    }
  }
}
