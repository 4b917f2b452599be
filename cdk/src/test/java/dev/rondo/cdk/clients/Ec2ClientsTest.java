package dev.rondo.cdk.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ec2ClientsTest {

  private final TemplateView template = Synthesized.defaults().ec2();
  private final JsonNode launch = template.properties("LaunchTemplate").get("LaunchTemplateData");
  private final JsonNode group = template.properties("Clients/ASG");

  @TempDir Path folder;

  @Test
  void theFleetGoesDownToNothing() {
    assertThat(group.get("MinSize").asInt()).isZero();
    assertThat(group.get("DesiredCapacity").asInt()).isEqualTo(2);
    assertThat(group.get("MaxSize").asInt()).isEqualTo(100);

    JsonNode none = Synthesized.with(Map.of("ec2_nodes", "0")).ec2().properties("Clients/ASG");

    assertThat(none.get("DesiredCapacity").asInt()).isZero();
  }

  @Test
  void instancesAreFoundByTheirTag() {
    assertThat(template.text(group.get("Tags")))
        .contains("{Key=rondo:client, PropagateAtLaunch=true, Value=RondoEc2Clients}");
  }

  @Test
  void theMetadataServiceWantsATokenAndStopsAtTheInstance() {
    assertThat(template.text(launch.get("MetadataOptions")))
        .isEqualTo("{HttpPutResponseHopLimit=1, HttpTokens=required}");
  }

  /** Which the script does when it cannot set the instance up; the group then makes another. */
  @Test
  void anInstanceThatShutsItselfDownIsGone() {
    assertThat(launch.get("InstanceInitiatedShutdownBehavior").asText()).isEqualTo("terminate");
  }

  @Test
  void theVolumeIsEncrypted() {
    assertThat(template.text(launch.get("BlockDeviceMappings")))
        .isEqualTo(
            "[{DeviceName=/dev/xvda, Ebs={DeleteOnTermination=true, Encrypted=true, VolumeSize=16,"
                + " VolumeType=gp3}}]");
  }

  @Test
  void noInboundAndOnlyHttpsOutbound() {
    JsonNode security = template.properties("SecurityGroup");

    assertThat(security.has("SecurityGroupIngress")).isFalse();
    assertThat(template.ofType("AWS::EC2::SecurityGroupIngress")).isEmpty();
    assertThat(template.text(security.get("SecurityGroupEgress")))
        .isEqualTo(
            "[{CidrIp=0.0.0.0/0, Description=HTTPS to S3, SQS and other AWS services, FromPort=443,"
                + " IpProtocol=tcp, ToPort=443}]");
    assertThat(template.text(launch.get("NetworkInterfaces")))
        .isEqualTo(
            "[{AssociatePublicIpAddress=true, DeviceIndex=0, Groups=[<SecurityGroup.GroupId>]}]");
  }

  @Test
  void modelsAndUpdatesGoByTheGatewayEndpoint() {
    Map<String, JsonNode> endpoints = template.ofType("AWS::EC2::VPCEndpoint");

    assertThat(endpoints).hasSize(1);
    assertThat(template.text(endpoints.values().iterator().next()))
        .contains("ServiceName=com.amazonaws.<AWS::Region>.s3", "VpcEndpointType=Gateway")
        .contains("Clients" + "Subnet1/RouteTable>", "ClientsSubnet2/RouteTable>");
    assertThat(template.ofType("AWS::EC2::NatGateway")).isEmpty();
  }

  @Test
  void theMachineMayDoThisBesideBeingAClient() {
    List<String> statements =
        template.statementsOf("ClientRole").stream()
            .filter(line -> !line.contains("<import "))
            .toList();

    assertThat(statements)
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .matches(
                        "Allow s3:GetObject on arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-"
                            + "<AWS::AccountId>-<AWS::Region>/[0-9a-f]{64}\\.jar"),
            line ->
                assertThat(line)
                    .as("if the bootstrap bucket has a key of its own")
                    .isEqualTo(
                        "Allow kms:Decrypt on arn:<AWS::Partition>:kms:<AWS::Region>:"
                            + "<AWS::AccountId>:key/* if {StringEquals={kms:ViaService="
                            + "s3.<AWS::Region>.<AWS::URLSuffix>},"
                            + " StringLike={kms:EncryptionContext:aws:s3:arn=["
                            + "arn:<AWS::Partition>:s3:::"
                            + staging()
                            + ","
                            + " arn:<AWS::Partition>:s3:::"
                            + staging()
                            + "/*]}}"),
            line -> assertThat(line).isEqualTo("Allow logs:CreateLogStream on <AgentLogs.Arn>"),
            line -> assertThat(line).isEqualTo("Allow logs:PutLogEvents on <AgentLogs.Arn>"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "Allow autoscaling:CompleteLifecycleAction on arn:<AWS::Partition>:"
                            + "autoscaling:<AWS::Region>:<AWS::AccountId>:autoScalingGroup:*:"
                            + "autoScalingGroupName/RondoEc2Clients"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "Allow ssm:UpdateInstanceInformation on arn:<AWS::Partition>:ec2:"
                            + "<AWS::Region>:<AWS::AccountId>:instance/*"),
            line -> assertThat(line).isEqualTo("Allow ssmmessages:CreateControlChannel on *"),
            line -> assertThat(line).isEqualTo("Allow ssmmessages:CreateDataChannel on *"),
            line -> assertThat(line).isEqualTo("Allow ssmmessages:OpenControlChannel on *"),
            line -> assertThat(line).isEqualTo("Allow ssmmessages:OpenDataChannel on *"));
  }

  @Test
  void anInstanceThatIsToGoHasTwoMinutesToStopCleanly() {
    assertThat(template.ofType("AWS::AutoScaling::LifecycleHook").values())
        .hasSize(1)
        .allSatisfy(
            hook ->
                assertThat(template.text(hook))
                    .isEqualTo(
                        "{AutoScalingGroupName=<Clients/ASG>, DefaultResult=CONTINUE,"
                            + " HeartbeatTimeout=120, LifecycleHookName=rondo-clean-stop,"
                            + " LifecycleTransition=autoscaling:EC2_INSTANCE_TERMINATING}"));
    assertThat(userData()).contains("--lifecycle-hook-name 'rondo-clean-stop'");
    assertThat(userData()).contains("--auto-scaling-group-name 'RondoEc2Clients'");
    assertThat(group.get("AutoScalingGroupName").asText()).isEqualTo("RondoEc2Clients");
  }

  @Test
  void theAgentIsTheOneThatWasBuiltOrItDoesNotStart() throws NoSuchAlgorithmException {
    byte[] jar = Synthesized.defaults().agent();
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar));

    assertThat(userData().lines())
        .containsSubsequence(
            "set -euo pipefail",
            "export AWS_REGION='<AWS::Region>'",
            "    echo '" + digest + "  /opt/rondo/rondo-agent.jar' | sha256sum --check --strict",
            "systemctl enable --now rondo-agent");
  }

  @Test
  void theAgentGetsItsSettingsAndTheServiceThatTheProjectHas() throws IOException {
    String unit =
        Files.readString(
            Path.of(System.getProperty("rondo.home"), "client-agent/systemd/rondo-agent.service"));

    assertThat(userData())
        .contains("AWS_REGION=<AWS::Region>\n")
        .contains("RONDO_BUCKET=<import StoreBucket4FBDE984>\n")
        .contains("RONDO_IDENTITY=sts\n")
        .contains("RONDO_TASK_QUEUE_URL=<import QueuesTasksCEC562F0>\n")
        .contains(unit.strip());
    // The unit looks where the script puts things, and a clean end starts nothing anew.
    assertThat(unit)
        .contains(" -jar " + AgentInstallation.JAR)
        .contains("EnvironmentFile=-" + AgentInstallation.ENVIRONMENT)
        .contains("RestartPreventExitStatus=2 75");
  }

  @Test
  void itsOutputGoesToALogGroupThatForgets() {
    assertThat(template.properties("AgentLogs").get("RetentionInDays").asInt()).isEqualTo(30);
    assertThat(userData()).contains("\"log_group_name\": \"<AgentLogs>\"");
  }

  @Test
  void bashFindsNothingWrongWithTheScript() throws IOException, InterruptedException {
    Path script = folder.resolve("user-data.sh");
    Files.writeString(script, userData(), StandardCharsets.UTF_8);

    Process bash =
        new ProcessBuilder("bash", "-n", script.toString()).redirectErrorStream(true).start();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(bash.waitFor()).as(output).isZero();
    // EC2 takes no more than this.
    assertThat(Files.size(script)).isLessThan(16_384);
  }

  /** An image that the deployment looks up would replace every instance after each release. */
  @Test
  void aNewReleaseOfTheImageReplacesNothing() {
    assertThat(launch.get("ImageId").asText())
        .isEqualTo(
            "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64");
    assertThat(template.json().path("Parameters").toString()).doesNotContain("ami-amazon-linux");
  }

  @Test
  void aNewAgentReplacesInstancesTenAtATime() {
    assertThat(template.text(template.resource("Clients/ASG").get("UpdatePolicy")))
        .contains("MaxBatchSize=10", "MinInstancesInService=0");
  }

  /** Who has scaled the fleet finds it as large after the next deployment. */
  @Test
  void aDeploymentThatDoesNotChangeTheNumberOfNodesLeavesTheFleetAsItIs() {
    assertThat(template.text(template.resource("Clients/ASG").get("UpdatePolicy")))
        .contains("{IgnoreUnmodifiedGroupSizeProperties=true}");
  }

  @Test
  void settingsOfKubeFlsTerraformAreThere() {
    TemplateView all =
        Synthesized.with(
                Map.of(
                    "ec2_nodes", "5",
                    "ec2_instance_type", "c7i.2xlarge",
                    "ec2_volume_gib", "50",
                    "ec2_vpc_id", "vpc-12345678",
                    "ec2_subnet_ids", "subnet-12345678,subnet-87654321",
                    "ec2_route_table_ids", "rtb-12345678",
                    "ec2_security_group_id", "sg-12345678",
                    "ec2_key_pair", "mine",
                    "ec2_spot", "true"))
            .ec2();
    String data = all.text(all.properties("LaunchTemplate").get("LaunchTemplateData"));

    assertThat(all.ofType("AWS::EC2::VPC")).isEmpty();
    assertThat(all.ofType("AWS::EC2::SecurityGroup")).isEmpty();
    assertThat(all.text(all.properties("Clients/ASG")))
        .contains("DesiredCapacity=5", "VPCZoneIdentifier=[subnet-12345678, subnet-87654321]")
        .contains("CapacityRebalance=true");
    assertThat(data)
        .contains("InstanceType=c7i.2xlarge", "KeyName=mine", "VolumeSize=50")
        .contains("Groups=[sg-12345678]", "InstanceMarketOptions={MarketType=spot");
    assertThat(all.text(all.ofType("AWS::EC2::VPCEndpoint").values().iterator().next()))
        .isEqualTo(
            "{RouteTableIds=[rtb-12345678], ServiceName=com.amazonaws.<AWS::Region>.s3,"
                + " VpcEndpointType=Gateway, VpcId=vpc-12345678}");
  }

  @Test
  void spotInstancesCanBeOfSeveralTypes() {
    TemplateView several =
        Synthesized.with(
                Map.of("ec2_spot", "true", "ec2_spot_instance_types", "m7i.large,m6i.large"))
            .ec2();
    String policy = several.text(several.properties("Clients/ASG").get("MixedInstancesPolicy"));

    assertThat(policy)
        .contains("OnDemandPercentageAboveBaseCapacity=0")
        .contains("SpotAllocationStrategy=price-capacity-optimized")
        .contains(
            "Overrides=[{InstanceType=m7i-flex.large}, {InstanceType=m7i.large},"
                + " {InstanceType=m6i.large}]");
    assertThat(several.text(several.properties("LaunchTemplate")))
        .as("the group's policy asks for Spot")
        .doesNotContain("InstanceMarketOptions");
    assertThat(several.properties("Clients/ASG").has("LaunchTemplate")).isFalse();
  }

  @Test
  void withInterfaceEndpointsNothingLeavesAws() {
    TemplateView closed = Synthesized.with(Map.of("ec2_connection", "interface-endpoints")).ec2();

    assertThat(closed.ofType("AWS::EC2::InternetGateway")).isEmpty();
    assertThat(closed.ofType("AWS::EC2::NatGateway")).isEmpty();
    assertThat(closed.ofType("AWS::EC2::VPCEndpoint").values())
        .extracting(endpoint -> closed.text(endpoint.get("ServiceName")))
        .extracting(name -> name.replaceFirst(".*<AWS::Region>\\.", ""))
        .containsExactlyInAnyOrder("s3", "sqs", "sts", "logs", "ssm", "ssmmessages");
    assertThat(closed.text(closed.properties("Network/Endpoints").get("SecurityGroupIngress")))
        .isEqualTo(
            "[{Description=HTTPS from clients, FromPort=443, IpProtocol=tcp,"
                + " SourceSecurityGroupId=<SecurityGroup.GroupId>, ToPort=443}]");
    assertThat(closed.text(closed.properties("LaunchTemplate")))
        .contains("AssociatePublicIpAddress=false");
  }

  @Test
  void behindANatGatewayInstancesHaveNoPublicAddress() {
    TemplateView nat =
        Synthesized.with(Map.of("ec2_connection", "nat", "ec2_zone_names", "us-east-1a,us-east-1f"))
            .ec2();

    assertThat(nat.ofType("AWS::EC2::NatGateway")).hasSize(1);
    assertThat(nat.ofType("AWS::EC2::VPCEndpoint")).hasSize(1);
    assertThat(nat.ofType("AWS::EC2::Subnet").values())
        .extracting(subnet -> subnet.get("AvailabilityZone").asText())
        .containsOnly("us-east-1a", "us-east-1f");
    assertThat(nat.text(nat.properties("LaunchTemplate")))
        .contains("AssociatePublicIpAddress=false");
  }

  /** The bucket that the bootstrap made for files of the deployment. */
  private static String staging() {
    return "cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>";
  }

  private String userData() {
    return template.text(launch.get("UserData"));
  }
}
