package dev.rondo.cdk.clients;

import dev.rondo.cdk.nag.Accepted;
import dev.rondo.cdk.settings.Connection;
import dev.rondo.cdk.settings.NetworkSettings;
import dev.rondo.cdk.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.ec2.CfnVPCEndpoint;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpoint;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.constructs.Construct;

/**
 * The network of the clients: Rondo's own VPC or the user's. Models and updates use a gateway
 * endpoint for S3, which is free; other traffic is small.
 */
final class Network extends Construct {

  /** Services that an agent and its machine talk to, besides S3. */
  private static final Map<String, InterfaceVpcEndpointAwsService> SERVICES =
      Map.of(
          "Sqs", InterfaceVpcEndpointAwsService.SQS,
          "Sts", InterfaceVpcEndpointAwsService.STS,
          "Logs", InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
          "Ssm", InterfaceVpcEndpointAwsService.SSM,
          "SsmMessages", InterfaceVpcEndpointAwsService.SSM_MESSAGES);

  private final Settings settings;
  private final NetworkSettings fields;
  private final IVpc vpc;
  private final SubnetSelection subnets;

  Network(Construct scope, Settings settings, NetworkSettings fields) {
    super(scope, "Network");
    this.settings = settings;
    this.fields = fields;
    this.vpc = settings.get(fields.vpcId).map(this::given).orElseGet(this::own);
    this.subnets = settings.get(fields.vpcId).isPresent() ? givenSubnets() : ownSubnets();
  }

  /** Creates the requested endpoints, open only to members of this security group. */
  void addEndpointsFor(ISecurityGroup clients) {
    if (settings.get(fields.connection) != Connection.INTERFACE_ENDPOINTS) {
      return;
    }
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "Endpoints")
            .vpc(vpc)
            .description("Rondo: VPC endpoints for clients")
            .allowAllOutbound(false)
            .build();
    group.addIngressRule(
        Peer.securityGroupId(clients.getSecurityGroupId()), Port.tcp(443), "HTTPS from clients");
    SERVICES.forEach(
        (name, service) ->
            InterfaceVpcEndpoint.Builder.create(this, name)
                .vpc(vpc)
                .service(service)
                .subnets(subnets)
                .securityGroups(List.of(group))
                .open(false)
                .build());
  }

  IVpc vpc() {
    return vpc;
  }

  SubnetSelection subnets() {
    return subnets;
  }

  /** Whether machines have a public address. Nothing can connect to it. */
  boolean isPublic() {
    return settings.get(fields.connection) == Connection.PUBLIC_SUBNETS;
  }

  private IVpc own() {
    Vpc.Builder builder =
        Vpc.Builder.create(this, "Vpc")
            .ipAddresses(IpAddresses.cidr("10.0.0.0/16"))
            .natGateways(settings.get(fields.connection) == Connection.NAT ? 1 : 0)
            .subnetConfiguration(subnetKinds())
            .gatewayEndpoints(
                Map.of(
                    "S3",
                    GatewayVpcEndpointOptions.builder()
                        .service(GatewayVpcEndpointAwsService.S3)
                        .build()));
    if (settings.get(fields.zoneNames).isEmpty()) {
      builder.maxAzs(settings.get(fields.zones));
    } else {
      builder.availabilityZones(settings.get(fields.zoneNames));
    }
    Vpc made = builder.build();
    Validations.of(made)
        .acknowledge(
            Acknowledgment.builder()
                .id("CloudFormation-Validate::W3010")
                .reason("The zones are a setting, for accounts in which the first two do not fit.")
                .build());
    Accepted.rule(
            "AwsSolutions-VPC7",
            "Nothing can come in and what goes out is HTTPS to AWS; flow logs would be paid for by"
                + " the gigabyte. Where a policy asks for them, name a VPC that has them.")
        .on(made);
    return made;
  }

  private List<SubnetConfiguration> subnetKinds() {
    return switch (settings.get(fields.connection)) {
      case PUBLIC_SUBNETS -> List.of(kind("Clients", SubnetType.PUBLIC, 20));
      case INTERFACE_ENDPOINTS -> List.of(kind("Clients", SubnetType.PRIVATE_ISOLATED, 20));
      case NAT ->
          List.of(
              kind("Clients", SubnetType.PRIVATE_WITH_EGRESS, 20),
              kind("Gateways", SubnetType.PUBLIC, 28));
    };
  }

  private static SubnetConfiguration kind(String name, SubnetType type, int bits) {
    return SubnetConfiguration.builder().name(name).subnetType(type).cidrMask(bits).build();
  }

  private static SubnetSelection ownSubnets() {
    return SubnetSelection.builder().subnetGroupName("Clients").build();
  }

  private IVpc given(String id) {
    if (!settings.get(fields.routeTableIds).isEmpty()) {
      CfnVPCEndpoint.Builder.create(this, "S3")
          .vpcId(id)
          .vpcEndpointType("Gateway")
          .serviceName("com.amazonaws." + Stack.of(this).getRegion() + ".s3")
          .routeTableIds(settings.get(fields.routeTableIds))
          .build();
    }
    VpcAttributes.Builder attributes =
        VpcAttributes.builder().vpcId(id).availabilityZones(zonesOfGivenSubnets());
    // CDK takes a subnet that it knows nothing about for private, and puts functions into it that
    // would then have no way out of a public one.
    List<String> ids = settings.get(fields.subnetIds);
    if (isPublic()) {
      attributes.publicSubnetIds(ids);
    } else {
      attributes.privateSubnetIds(ids);
    }
    Annotations.of(this)
        .acknowledgeWarning(
            "@aws-cdk/aws-ec2:noSubnetRouteTableId", "Rondo adds no route to these subnets");
    return Vpc.fromVpcAttributes(this, "Vpc", attributes.build());
  }

  /** Not used: the subnets decide. CDK expects as many zones as there are subnets. */
  private List<String> zonesOfGivenSubnets() {
    List<String> zones = new ArrayList<>();
    for (int i = 0; i < settings.get(fields.subnetIds).size(); i++) {
      zones.add(Fn.select(i, Fn.getAzs()));
    }
    return zones;
  }

  private SubnetSelection givenSubnets() {
    List<String> ids = settings.get(fields.subnetIds);
    return SubnetSelection.builder()
        .subnets(ids.stream().map(id -> Subnet.fromSubnetId(this, id, id)).toList())
        .build();
  }
}
