package dev.rondo.cdk.clients;

import dev.rondo.cdk.control.RondoControl;
import dev.rondo.cdk.project.Packages;
import dev.rondo.cdk.settings.EksSettings;
import dev.rondo.cdk.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.IgnoreMode;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ecr.assets.DockerImageAsset;
import software.amazon.awscdk.services.ecr.assets.Platform;
import software.amazon.awscdk.services.eks.CfnPodIdentityAssociation;
import software.amazon.awscdk.services.eks_v2.KubernetesManifest;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/**
 * Client agents on EKS. They are a StatefulSet, because a pod that restarts under its old name is
 * the same client.
 */
public final class RondoEksClients extends Stack {

  /** Where a pod finds its private key, in the manifests. */
  private static final String CLIENT_KEY = "/client-key/client.key";

  private final Settings settings;
  private final AgentCluster agents;

  public RondoEksClients(
      Construct scope, Settings settings, Packages packages, RondoControl control) {
    super(
        scope,
        settings.eksStack(),
        StackProps.builder()
            .stackName(settings.eksStack())
            .terminationProtection(settings.get(Settings.TERMINATION_PROTECTION))
            .description("Rondo: clients on EKS")
            .build());
    this.settings = settings;
    String clusterName = settings.eksStack();
    agents =
        new AgentCluster(
            this, settings, new Network(this, settings, EksSettings.NETWORK), clusterName);
    Manifests manifests =
        Manifests.read(packages.agentManifests(), values(packages, control, clusterName));
    Role role =
        PodRole.create(
            this,
            new ClientPolicy(
                    control.bucket().getBucketArn(),
                    control.taskQueue().getQueueArn(),
                    ClientPolicy.EKS_ID)
                .statements(control.storeKey(), control.helperBucketArn()),
            clusterName,
            settings.get(EksSettings.NAMESPACE),
            manifests.nameOf("ServiceAccount"));
    apply(manifests, identity(role, manifests.nameOf("ServiceAccount")));
    output("ClusterName", agents.cluster().getClusterName());
    output("NodeGroupName", agents.nodeGroup().getNodegroupName());
    output("Namespace", settings.get(EksSettings.NAMESPACE));
    output("StatefulSetName", manifests.nameOf("StatefulSet"));
    output("ClientRoleArn", role.getRoleArn());
  }

  private Map<String, Object> values(Packages packages, RondoControl control, String clusterName) {
    Map<String, Object> values = new HashMap<>();
    values.put("NAMESPACE", settings.get(EksSettings.NAMESPACE));
    values.put("REPLICAS", settings.get(EksSettings.AGENTS));
    values.put("IMAGE", image(packages));
    values.put("CLUSTER", clusterName);
    values.put("REGION", getRegion());
    values.put("BUCKET", control.bucket().getBucketName());
    values.put("TASK_QUEUE_URL", control.taskQueue().getQueueUrl());
    values.put("MEMORY", settings.get(EksSettings.MEMORY_GIB) + "Gi");
    // An empty variable counts as not set.
    values.put("TRAINER", settings.get(EksSettings.TRAINER_COMMAND).orElse(""));
    values.put("TRAINER_TIMEOUT", settings.get(EksSettings.TRAINER_TIMEOUT_SECONDS).toString());
    values.put(
        "TRAINER_MEMORY",
        settings.get(EksSettings.TRAINER_MEMORY_MB).map(Object::toString).orElse(""));
    Optional<ClientMaskSettings> masks = ClientMaskSettings.of(settings);
    values.put("HELPER_PUBLIC_KEY", masks.map(ClientMaskSettings::helperPublicKey).orElse(""));
    values.put("HELPER_BUCKET", masks.map(ClientMaskSettings::helperBucket).orElse(""));
    values.put("CLIENT_KEY", masks.map(of -> CLIENT_KEY).orElse(""));
    return values;
  }

  private String image(Packages packages) {
    return settings
        .get(EksSettings.IMAGE)
        .orElseGet(
            () ->
                DockerImageAsset.Builder.create(this, "Image")
                    .directory(packages.agentImage().toString())
                    // Other files of the folder are not part of the image and must not change its
                    // hash.
                    .exclude(List.of("**", "!Dockerfile", "!target/rondo-agent.jar"))
                    .ignoreMode(IgnoreMode.DOCKER)
                    .platform(Platform.LINUX_AMD64)
                    .build()
                    .getImageUri());
  }

  private CfnPodIdentityAssociation identity(Role role, String serviceAccount) {
    CfnPodIdentityAssociation association =
        CfnPodIdentityAssociation.Builder.create(this, "Identity")
            .clusterName(agents.cluster().getClusterName())
            .namespace(settings.get(EksSettings.NAMESPACE))
            .serviceAccount(serviceAccount)
            .roleArn(role.getRoleArn())
            .build();
    association.getNode().addDependency(agents.cluster().getEksPodIdentityAgent());
    return association;
  }

  /** A pod gets its identity when it starts, so the association must exist before. */
  private void apply(Manifests manifests, CfnPodIdentityAssociation identity) {
    KubernetesManifest applied =
        KubernetesManifest.Builder.create(this, "Manifests")
            .cluster(agents.cluster())
            .manifest(manifests.objects())
            .build();
    applied.getNode().addDependency(identity);
    applied.getNode().addDependency(agents.nodeGroup());
  }

  private void output(String name, String value) {
    CfnOutput.Builder.create(this, name).value(value).build();
  }
}
