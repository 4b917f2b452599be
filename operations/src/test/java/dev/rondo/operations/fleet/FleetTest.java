package dev.rondo.operations.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsException;
import dev.rondo.aws.testing.SharedClients;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

class FleetTest {

  @RegisterExtension static final SharedClients AWS = SharedClients.ofEmulator();

  private List<String> launch(int count, String stack) {
    TagSpecification tagged =
        TagSpecification.builder()
            .resourceType(ResourceType.INSTANCE)
            .tags(Tag.builder().key(Ec2Fleet.TAG).value(stack).build())
            .build();
    return AWS
        .get()
        .ec2()
        .runInstances(
            b ->
                b.imageId("ami-12345678")
                    .instanceType(InstanceType.T3_MEDIUM)
                    .minCount(count)
                    .maxCount(count)
                    .tagSpecifications(tagged))
        .instances()
        .stream()
        .map(i -> i.instanceId())
        .toList();
  }

  @Test
  void instancesAreToldByTheirTagAndThoseThatAreGoneAreLeftOut() {
    Ec2Client ec2 = AWS.get().ec2();
    List<String> ours = launch(3, "clients");
    launch(2, "another");
    ec2.terminateInstances(b -> b.instanceIds(ours.get(0)));
    ec2.stopInstances(b -> b.instanceIds(ours.get(1)));
    Ec2Fleet fleet = fleet("clients", "none");

    List<Instance> found = fleet.instances();

    assertThat(found).extracting(Instance::id).containsExactlyInAnyOrder(ours.get(1), ours.get(2));
    assertThat(found).filteredOn(Instance::isRunning).hasSize(1);
    assertThat(found)
        .allSatisfy(
            i -> {
              assertThat(i.type()).isEqualTo("t3.medium");
              assertThat(i.zone()).startsWith("us-east-1");
              assertThat(i.launchedAt()).isNotNull();
            });
    assertThat(fleet("nobody", "none").instances()).isEmpty();
    fleet.restart(List.of(ours.get(2)));
    assertThatThrownBy(() -> fleet.restart(List.of("i-00000000000000000")))
        .isInstanceOf(AwsException.class)
        .hasMessageContaining("i-00000000000000000");
  }

  @Test
  void anAutoScalingGroupIsScaledAndItsBoundsMoveOnlyWhenTheyMust() {
    var autoScaling = AWS.get().autoScaling();
    autoScaling.createLaunchConfiguration(
        b -> b.launchConfigurationName("config").imageId("ami-12345678").instanceType("t3.medium"));
    autoScaling.createAutoScalingGroup(
        b ->
            b.autoScalingGroupName("group")
                .launchConfigurationName("config")
                .minSize(1)
                .maxSize(4)
                .desiredCapacity(2)
                .availabilityZones("us-east-1a"));
    Ec2Fleet nodes = fleet("clients", "group");
    assertThat(nodes.size().desired()).isEqualTo(2);

    nodes.scaleTo(3);
    assertThat(sizes(nodes)).containsExactly(1, 3, 4);
    nodes.scaleTo(0);
    assertThat(sizes(nodes)).containsExactly(0, 0, 4);
    nodes.scaleTo(9);
    assertThat(sizes(nodes)).containsExactly(0, 9, 9);
    assertThatThrownBy(() -> fleet("clients", "none").scaleTo(1))
        .isInstanceOf(AwsException.class)
        .hasMessageContaining("none");
  }

  private static Ec2Fleet fleet(String stack, String group) {
    return new Ec2Fleet(AWS.get().ec2(), AWS.get().autoScaling(), stack, group, Optional.empty());
  }

  private static List<Integer> sizes(Fleet nodes) {
    GroupSize size = nodes.size();
    return List.of(size.smallest(), size.desired(), size.largest());
  }
}
