package dev.rondo.cdk.settings;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Settings of the clients on EKS.
 *
 * @param agents pods, and so clients
 * @param nodes machines that carry them
 * @param maxNodes how many the node group may grow to
 * @param instanceType an x86_64 type
 * @param volumeGib size of each machine's volume
 * @param network where they are
 * @param spot whether the machines are Spot instances
 * @param version of Kubernetes
 * @param namespace where the pods are
 * @param image of the agent; empty to build one, which needs Docker
 * @param publicCidrs from where the cluster's public endpoint answers; empty for everywhere
 * @param adminArn a user or role that may administer the cluster, which making it lets nobody
 */
public record EksSettings(
    int agents,
    int nodes,
    int maxNodes,
    String instanceType,
    int volumeGib,
    NetworkSettings network,
    boolean spot,
    String version,
    String namespace,
    Optional<String> image,
    List<String> publicCidrs,
    Optional<String> adminArn) {

  private static final Pattern VERSION = Pattern.compile("1\\.[2-9][0-9]");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern IMAGE =
      Pattern.compile("[a-z0-9][a-z0-9.:/_-]*[:@][A-Za-z0-9][A-Za-z0-9._:-]*");
  private static final Pattern CIDR = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}");
  private static final Pattern ARN =
      Pattern.compile("arn:[a-z-]+:iam::[0-9]{12}:(role|user)/[\\w+=,.@/-]+");

  static EksSettings from(Values values) {
    EksSettings settings =
        new EksSettings(
            values.integer("eks_agents", 2, 0, 10_000),
            values.integer("eks_nodes", 2, 0, 450),
            values.integer("eks_max_nodes", 10, 1, 450),
            InstanceTypes.read(values, "eks_instance_type", "m7i.large"),
            values.integer("eks_volume_gib", 30, 20, 16_384),
            NetworkSettings.from(values, "eks", 2),
            values.flag("eks_spot", false),
            values.text("eks_version", "1.35", VERSION, "a version such as 1.35"),
            values.text("eks_namespace", "rondo", NAMESPACE, "a Kubernetes namespace"),
            values.optional("eks_image", IMAGE, "an image with its tag or digest"),
            values.list("eks_public_cidrs", CIDR, "a range of addresses such as 192.0.2.0/24"),
            values.optional("eks_admin_arn", ARN, "the ARN of an IAM role or user"));
    values.rule(
        settings.nodes() <= settings.maxNodes(),
        "eks_nodes",
        "is above eks_max_nodes (" + settings.maxNodes() + "): raise that too");
    values.rule(
        settings.network().connection() != Connection.INTERFACE_ENDPOINTS,
        "eks_connection",
        "is public-subnets or nat: nodes pull images and join by more services than endpoints"
            + " are made for");
    return settings;
  }
}
