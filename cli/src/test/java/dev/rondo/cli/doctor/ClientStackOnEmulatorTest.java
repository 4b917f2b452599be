package dev.rondo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.testing.SharedClients;
import dev.rondo.operations.fleet.Ec2Fleet;
import dev.rondo.operations.stack.AwsStacks;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** From the outputs of a client stack on an emulator to what the doctor says of its instances. */
class ClientStackOnEmulatorTest {

  private static final String STACK = "RondoEc2Clients";

  /** Instances of a group do not run there, so they are launched on their own. */
  private static final String TEMPLATE =
      """
      Resources:
        Logs:
          Type: AWS::Logs::LogGroup
          Properties: {LogGroupName: agents, RetentionInDays: 30}
        Config:
          Type: AWS::AutoScaling::LaunchConfiguration
          Properties: {ImageId: ami-12345678, InstanceType: t3.medium}
        Group:
          Type: AWS::AutoScaling::AutoScalingGroup
          Properties:
            AutoScalingGroupName: clients
            LaunchConfigurationName: !Ref Config
            AvailabilityZones: [us-east-1a]
            MinSize: '0'
            MaxSize: '3'
            DesiredCapacity: '3'
      Outputs:
        AutoScalingGroupName: {Value: !Ref Group}
        AgentLogGroupName: {Value: !Ref Logs}
      """;

  @RegisterExtension static final SharedClients AWS = SharedClients.ofEmulator();

  @Test
  void eachInstanceIsJudgedByItsLogs() {
    AwsClients aws = AWS.get();
    aws.cloudFormation().createStack(b -> b.stackName(STACK).templateBody(TEMPLATE));
    aws.cloudFormation().waiter().waitUntilStackCreateComplete(b -> b.stackName(STACK));
    List<String> instances = launch(3);
    put(instances.get(0), "{\"state\":\"started\"}");
    put(
        instances.get(1) + "-start",
        "no route to host",
        "rondo: setup of this instance failed (status 1)");
    ClientStackChecks checks =
        new ClientStackChecks(
            new AwsStacks(Map.of(), () -> aws), () -> Instant.now().plus(Duration.ofHours(1)));

    assertThat(checks.examine(Optional.empty()))
        .extracting(found -> found.level() + " " + found.says())
        .contains(
            "OK RondoEc2Clients: 1 of 3 instances have started an agent",
            "WRONG RondoEc2Clients: 1 of 3 instances run no agent: "
                + instances.get(1)
                + "; the setup says: no route to host | rondo: setup of this instance failed"
                + " (status 1)",
            "WRONG RondoEc2Clients: 1 of 3 instances run no agent: "
                + instances.get(2)
                + "; no log has arrived");
  }

  private static List<String> launch(int count) {
    TagSpecification tagged =
        TagSpecification.builder()
            .resourceType(ResourceType.INSTANCE)
            .tags(Tag.builder().key(Ec2Fleet.TAG).value(STACK).build())
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
        .map(instance -> instance.instanceId())
        .toList();
  }

  private static void put(String stream, String... lines) {
    // After the launch, of which the emulator knows whole seconds.
    long time = Instant.now().plusSeconds(1).toEpochMilli();
    AWS.get().logs().createLogStream(b -> b.logGroupName("agents").logStreamName(stream));
    List<InputLogEvent> events =
        Arrays.stream(lines)
            .map(line -> InputLogEvent.builder().timestamp(time).message(line).build())
            .toList();
    AWS.get()
        .logs()
        .putLogEvents(b -> b.logGroupName("agents").logStreamName(stream).logEvents(events));
  }
}
