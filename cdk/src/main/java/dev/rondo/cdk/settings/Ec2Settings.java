package dev.rondo.cdk.settings;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Settings of the clients on EC2.
 *
 * @param nodes instances, and so clients; 0 is allowed
 * @param maxNodes how many {@code rondo clients scale} may ask for
 * @param instanceType an x86_64 type
 * @param volumeGib size of each root volume
 * @param network where they are
 * @param securityGroupId the user's security group; empty for one that lets nobody in
 * @param keyPair for SSH, where the user's security group lets it in; Session Manager needs none
 * @param spot whether they are Spot instances
 */
public record Ec2Settings(
    int nodes,
    int maxNodes,
    String instanceType,
    int volumeGib,
    NetworkSettings network,
    Optional<String> securityGroupId,
    Optional<String> keyPair,
    boolean spot) {

  private static final Pattern GROUP = Pattern.compile("sg-[0-9a-f]{8,17}");
  private static final Pattern KEY_PAIR = Pattern.compile("[ -~]{1,255}");

  static Ec2Settings from(Values values) {
    Ec2Settings settings =
        new Ec2Settings(
            values.integer("ec2_nodes", 2, 0, 10_000),
            values.integer("ec2_max_nodes", 100, 1, 10_000),
            InstanceTypes.read(values, "ec2_instance_type", "m7i.large"),
            values.integer("ec2_volume_gib", 16, 8, 16_384),
            NetworkSettings.from(values, "ec2", 1),
            values.optional("ec2_security_group_id", GROUP, "a security group's id, sg-..."),
            values.optional("ec2_key_pair", KEY_PAIR, "the name of a key pair"),
            values.flag("ec2_spot", false));
    values.rule(
        settings.nodes() <= settings.maxNodes(),
        "ec2_nodes",
        "is above ec2_max_nodes (" + settings.maxNodes() + "): raise that too");
    values.rule(
        settings.securityGroupId().isEmpty() || settings.network().vpcId().isPresent(),
        "ec2_security_group_id",
        "needs ec2_vpc_id, the VPC that it is in");
    return settings;
  }
}
