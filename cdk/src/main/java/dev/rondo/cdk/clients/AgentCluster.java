package dev.rondo.cdk.clients;

import dev.rondo.cdk.nag.Accepted;
import dev.rondo.cdk.settings.EksSettings;
import dev.rondo.cdk.settings.Settings;
import java.util.List;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.cdk.lambdalayer.kubectl.v32.KubectlV32Layer;
import software.amazon.awscdk.services.ec2.BlockDevice;
import software.amazon.awscdk.services.ec2.BlockDeviceVolume;
import software.amazon.awscdk.services.ec2.EbsDeviceOptions;
import software.amazon.awscdk.services.ec2.EbsDeviceVolumeType;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.LaunchTemplate;
import software.amazon.awscdk.services.ec2.LaunchTemplateHttpTokens;
import software.amazon.awscdk.services.eks_v2.CapacityType;
import software.amazon.awscdk.services.eks_v2.Cluster;
import software.amazon.awscdk.services.eks_v2.ClusterLoggingTypes;
import software.amazon.awscdk.services.eks_v2.DefaultCapacityType;
import software.amazon.awscdk.services.eks_v2.EndpointAccess;
import software.amazon.awscdk.services.eks_v2.KubectlProviderOptions;
import software.amazon.awscdk.services.eks_v2.KubernetesVersion;
import software.amazon.awscdk.services.eks_v2.LaunchTemplateSpec;
import software.amazon.awscdk.services.eks_v2.Nodegroup;
import software.amazon.awscdk.services.eks_v2.NodegroupAmiType;
import software.amazon.awscdk.services.eks_v2.NodegroupOptions;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/** An EKS cluster with a node group, only for agents. */
final class AgentCluster extends Construct {

  private final Settings settings;
  private final Network network;
  private final Cluster cluster;
  private final Nodegroup nodes;

  AgentCluster(Construct scope, Settings settings, Network network, String name) {
    super(scope, "Agents");
    this.settings = settings;
    this.network = network;
    Cluster.Builder builder =
        Cluster.Builder.create(this, "Cluster")
            .clusterName(name)
            .version(KubernetesVersion.of(settings.get(EksSettings.VERSION)))
            .vpc(network.vpc())
            .vpcSubnets(List.of(network.subnets()))
            .defaultCapacityType(DefaultCapacityType.NODEGROUP)
            .defaultCapacity(0)
            .endpointAccess(endpointAccess())
            // Otherwise CloudFormation's role, which creates the cluster, stays its administrator.
            .bootstrapClusterCreatorAdminPermissions(false)
            // kubectl only applies manifests of stable kinds.
            .kubectlProviderOptions(
                KubectlProviderOptions.builder()
                    .kubectlLayer(new KubectlV32Layer(this, "Kubectl"))
                    .build());
    if (!logs().isEmpty()) {
      builder.clusterLogging(logs());
    }
    cluster = builder.build();
    settings.get(EksSettings.ADMIN_ARN).ifPresent(arn -> cluster.grantClusterAdmin("Admin", arn));
    nodes = nodes();
    accept();
  }

  Cluster cluster() {
    return cluster;
  }

  Nodegroup nodeGroup() {
    return nodes;
  }

  /**
   * The logs that the control plane sends. EKS creates their log group, and creates it again for
   * the last events of a cluster that is deleted, so the stack does not own it: the next deployment
   * would find it.
   */
  private List<ClusterLoggingTypes> logs() {
    return settings.get(EksSettings.CONTROL_PLANE_LOGS).stream()
        .map(
            kind ->
                switch (kind) {
                  case "api" -> ClusterLoggingTypes.API;
                  case "audit" -> ClusterLoggingTypes.AUDIT;
                  case "authenticator" -> ClusterLoggingTypes.AUTHENTICATOR;
                  case "controllerManager" -> ClusterLoggingTypes.CONTROLLER_MANAGER;
                  default -> ClusterLoggingTypes.SCHEDULER;
                })
        .toList();
  }

  private EndpointAccess endpointAccess() {
    return settings.get(EksSettings.PUBLIC_CIDRS).isEmpty()
        ? EndpointAccess.PUBLIC_AND_PRIVATE
        : EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(
            settings.get(EksSettings.PUBLIC_CIDRS).toArray(String[]::new));
  }

  private Nodegroup nodes() {
    LaunchTemplate template =
        LaunchTemplate.Builder.create(this, "NodeTemplate")
            .httpTokens(LaunchTemplateHttpTokens.REQUIRED)
            // Pods are one hop further away, so they cannot get the credentials of the node.
            .httpPutResponseHopLimit(1)
            .blockDevices(
                List.of(
                    BlockDevice.builder()
                        .deviceName("/dev/xvda")
                        .volume(
                            BlockDeviceVolume.ebs(
                                settings.get(EksSettings.VOLUME_GIB),
                                EbsDeviceOptions.builder()
                                    .volumeType(EbsDeviceVolumeType.GP3)
                                    .encrypted(true)
                                    .deleteOnTermination(true)
                                    .build()))
                        .build()))
            .build();
    return cluster.addNodegroupCapacity(
        "Nodes",
        NodegroupOptions.builder()
            .amiType(NodegroupAmiType.AL2023_X86_64_STANDARD)
            .instanceTypes(
                SpotTypes.of(
                        settings.get(EksSettings.INSTANCE_TYPE),
                        settings.get(EksSettings.SPOT_INSTANCE_TYPES))
                    .types()
                    .stream()
                    .map(InstanceType::new)
                    .toList())
            .capacityType(
                settings.get(EksSettings.SPOT) ? CapacityType.SPOT : CapacityType.ON_DEMAND)
            .minSize(0)
            .desiredSize(settings.get(EksSettings.NODES))
            .maxSize(settings.get(EksSettings.MAX_NODES))
            .subnets(network.subnets())
            .nodeRole(nodeRole())
            .launchTemplateSpec(
                LaunchTemplateSpec.builder()
                    .id(template.getLaunchTemplateId())
                    .version(template.getLatestVersionNumber())
                    .build())
            .build());
  }

  private void accept() {
    Annotations.of(cluster)
        .acknowledgeWarning(
            "@aws-cdk/aws-eks:clusterMustManuallyTagSubnet",
            "the tags are for load balancers, of which there are none");
    Accepted.rule(
            "AwsSolutions-EKS1",
            "kubectl reaches a private endpoint only from inside; eks_public_cidrs says from where"
                + " the public one answers. Either way IAM decides who may do what.")
        .and(
            "AwsSolutions-EKS2",
            "Audit logs of a small cluster cost more than its nodes; eks_control_plane_logs turns"
                + " on those that are wanted.")
        .and(
            "AwsSolutions-IAM4",
            "CDK's kubectl handler and EKS itself come with the managed policies that AWS keeps for"
                + " them; no client has any.")
        .and(
            "AwsSolutions-IAM5",
            "CDK's provider framework calls any version of its one handler.",
            "/^Resource::<.*KubectlProvider.*\\.Arn>:\\*$/")
        .and("AwsSolutions-L1", "The runtime of CDK's kubectl handler is CDK's choice.")
        .on(cluster);
  }

  /** The three policies that a node needs to join, pull images and assign addresses to pods. */
  private Role nodeRole() {
    Role role =
        Role.Builder.create(this, "NodeRole")
            .description("Permissions of a node of Rondo's cluster")
            .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
            .managedPolicies(
                List.of(
                    ManagedPolicy.fromAwsManagedPolicyName("AmazonEKSWorkerNodeMinimalPolicy"),
                    ManagedPolicy.fromAwsManagedPolicyName("AmazonEC2ContainerRegistryPullOnly"),
                    ManagedPolicy.fromAwsManagedPolicyName("AmazonEKS_CNI_Policy")))
            .build();
    Accepted.rule(
            "AwsSolutions-IAM4",
            "The least that EKS documents for a node; AWS keeps them in step with EKS.")
        .on(role);
    return role;
  }
}
