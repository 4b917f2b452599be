package dev.rondo.cdk.clients;

import dev.rondo.cdk.settings.Ec2Settings;
import dev.rondo.cdk.settings.Settings;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.constructs.Construct;

/** The security group of clients on EC2. */
final class ClientSecurityGroup {

  private ClientSecurityGroup() {}

  /** The user's own, or one without inbound traffic and with outbound HTTPS only. */
  static ISecurityGroup of(Construct scope, Settings settings, IVpc vpc) {
    if (settings.get(Ec2Settings.SECURITY_GROUP_ID).isPresent()) {
      return SecurityGroup.fromSecurityGroupId(
          scope, "SecurityGroup", settings.get(Ec2Settings.SECURITY_GROUP_ID).get());
    }
    SecurityGroup group =
        SecurityGroup.Builder.create(scope, "SecurityGroup")
            .vpc(vpc)
            .description("Rondo clients: no inbound traffic, outbound HTTPS")
            .allowAllOutbound(false)
            .build();
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "HTTPS to S3, SQS and other AWS services");
    return group;
  }
}
