package dev.rondo.cdk.clients;

import dev.rondo.cdk.nag.Accepted;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.services.autoscaling.AutoScalingGroup;
import software.amazon.awscdk.services.autoscaling.InstancesDistribution;
import software.amazon.awscdk.services.autoscaling.LaunchTemplateOverrides;
import software.amazon.awscdk.services.autoscaling.MixedInstancesPolicy;
import software.amazon.awscdk.services.autoscaling.SpotAllocationStrategy;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.LaunchTemplate;

/**
 * Spot instances of several types. AWS launches the types that are least likely to be interrupted
 * at a low price.
 *
 * @param types the names of the types, without repetitions
 */
record SpotTypes(List<String> types) {

  SpotTypes {
    types = List.copyOf(types);
  }

  static SpotTypes of(String first, List<String> others) {
    return new SpotTypes(Stream.concat(Stream.of(first), others.stream()).distinct().toList());
  }

  /** Whether a launch template, which has one type, is not enough. */
  boolean areSeveral() {
    return types.size() > 1;
  }

  /** These accepted findings, and what cdk-nag finds in a group of several types. */
  Accepted withSpotFindings(Accepted findings) {
    return areSeveral()
        ? findings.and(
            "AwsSolutions-EC26",
            "The rule does not look into the launch template of several instance types, whose"
                + " volume is encrypted.")
        : findings;
  }

  /** Makes a group launch these types as Spot instances, by a template without Spot options. */
  void launchIn(AutoScalingGroup.Builder group, LaunchTemplate template) {
    group.mixedInstancesPolicy(
        MixedInstancesPolicy.builder()
            .launchTemplate(template)
            .instancesDistribution(
                InstancesDistribution.builder()
                    .onDemandPercentageAboveBaseCapacity(0)
                    .spotAllocationStrategy(SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED)
                    .build())
            .launchTemplateOverrides(
                types.stream()
                    .map(
                        type ->
                            LaunchTemplateOverrides.builder()
                                .instanceType(new InstanceType(type))
                                .build())
                    .toList())
            .build());
  }
}
