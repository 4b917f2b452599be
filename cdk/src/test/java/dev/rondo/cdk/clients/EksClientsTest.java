package dev.rondo.cdk.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EksClientsTest {

  private final TemplateView template = Synthesized.defaults().eks();
  private final JsonNode cluster = template.properties("Agents/Cluster");

  @Test
  void permissionsInTheClusterComeFromIamAlone() {
    assertThat(template.text(cluster.get("AccessConfig")))
        .isEqualTo("{AuthenticationMode=API, BootstrapClusterCreatorAdminPermissions=false}");
    assertThat(template.ofType("AWS::EKS::AccessEntry").values())
        .as("CDK's kubectl handler, which applies the manifests, and nobody else")
        .extracting(entry -> template.text(entry.get("PrincipalArn")))
        .singleElement()
        .asString()
        .contains("KubectlProvider");
    assertThat(cluster.get("Version").asText()).isEqualTo("1.35");
  }

  /** EKS makes the group again after the cluster is gone, and the next deployment would find it. */
  @Test
  void theControlPlaneLogsWhatIsAskedForIntoAGroupThatTheStackDoesNotOwn() {
    TemplateView logging =
        Synthesized.with(Map.of("eks_control_plane_logs", "audit,controllerManager")).eks();

    assertThat(cluster.has("Logging")).isFalse();
    assertThat(logging.text(logging.properties("Agents/Cluster").get("Logging")))
        .isEqualTo("{ClusterLogging={EnabledTypes=[{Type=audit}, {Type=controllerManager}]}}");
    for (TemplateView view : List.of(template, logging)) {
      assertThat(view.ofType("AWS::Logs::LogGroup").values())
          .noneMatch(group -> view.text(group).contains("/aws/eks/"));
    }
  }

  @Test
  void thePublicEndpointCanBeKeptToSomeAddresses() {
    assertThat(template.text(cluster.get("ResourcesVpcConfig")))
        .contains("EndpointPrivateAccess=true", "EndpointPublicAccess=true")
        .doesNotContain("PublicAccessCidrs");

    TemplateView kept =
        Synthesized.with(
                Map.of(
                    "eks_public_cidrs", "192.0.2.0/24",
                    "eks_connection", "nat",
                    "eks_admin_arn", "arn:aws:iam::123456789012:role/Admin"))
            .eks();

    assertThat(kept.text(kept.properties("Agents/Cluster").get("ResourcesVpcConfig")))
        .contains("PublicAccessCidrs=[192.0.2.0/24]");
    assertThat(kept.ofType("AWS::EKS::AccessEntry").values())
        .anySatisfy(
            entry ->
                assertThat(entry.get("PrincipalArn").asText())
                    .isEqualTo("arn:aws:iam::123456789012:role/Admin"));
  }

  /** A function in a public subnet has no address and no way out, and never answers. */
  @Test
  void whatAppliesTheManifestsStaysOutOfPublicSubnetsOfOnesOwn() {
    Map<String, String> own =
        Map.of("eks_vpc_id", "vpc-12345678", "eks_subnet_ids", "subnet-12345678,subnet-87654321");
    TemplateView open = Synthesized.with(own).eks();
    Map<String, String> behindNat = new HashMap<>(own);
    behindNat.put("eks_connection", "nat");
    TemplateView closed = Synthesized.with(behindNat).eks();

    assertThat(open.ofType("AWS::Lambda::Function").values())
        .isNotEmpty()
        .noneMatch(function -> function.has("VpcConfig"));
    assertThat(closed.ofType("AWS::Lambda::Function").values())
        .filteredOn(function -> function.has("VpcConfig"))
        .isNotEmpty()
        .allSatisfy(
            function ->
                assertThat(closed.text(function.get("VpcConfig")))
                    .contains("SubnetIds=[subnet-12345678, subnet-87654321]"));
    for (TemplateView view : List.of(open, closed)) {
      assertThat(view.text(view.properties("Agents/Cluster").get("ResourcesVpcConfig")))
          .contains("SubnetIds=[subnet-12345678, subnet-87654321]");
    }
  }

  @Test
  void nodesAreEncryptedAndPodsGetNoneOfTheirCredentials() {
    assertThat(template.text(template.properties("Agents/NodeTemplate").get("LaunchTemplateData")))
        .contains("MetadataOptions={HttpPutResponseHopLimit=1, HttpTokens=required}")
        .contains("Encrypted=true, VolumeSize=30, VolumeType=gp3");
    assertThat(template.text(template.properties("Agents/NodeRole").get("ManagedPolicyArns")))
        .isEqualTo(
            "[arn:<AWS::Partition>:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy,"
                + " arn:<AWS::Partition>:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly,"
                + " arn:<AWS::Partition>:iam::aws:policy/AmazonEKS_CNI_Policy]");
    assertThat(template.properties("Agents/NodeRole").has("Policies")).isFalse();
  }

  @Test
  void theNodeGroupHasTheSizeAndKindThatWasAskedFor() {
    TemplateView spot =
        Synthesized.with(
                Map.of("eks_nodes", "3", "eks_spot", "true", "eks_instance_type", "c7i.xlarge"))
            .eks();
    JsonNode nodes = spot.ofType("AWS::EKS::Nodegroup").values().iterator().next();

    assertThat(spot.text(nodes.get("ScalingConfig")))
        .isEqualTo("{DesiredSize=3, MaxSize=10, MinSize=0}");
    assertThat(nodes.get("CapacityType").asText()).isEqualTo("SPOT");
    assertThat(spot.text(nodes.get("InstanceTypes"))).isEqualTo("[c7i.xlarge]");
    JsonNode several =
        Synthesized.with(
                Map.of("eks_spot", "true", "eks_spot_instance_types", "m7i.large,m6i.large"))
            .eks()
            .ofType("AWS::EKS::Nodegroup")
            .values()
            .iterator()
            .next();
    assertThat(spot.text(several.get("InstanceTypes")))
        .isEqualTo("[m7i-flex.large, m7i.large, m6i.large]");
    assertThat(nodes.get("AmiType").asText()).isEqualTo("AL2023_x86_64_STANDARD");
  }

  @Test
  void onlyPodIdentityTakesOnTheRoleForTheAgentsAloneAndWithTheirTags() {
    assertThat(
            template.text(
                template.properties("ClientRole").get("AssumeRolePolicyDocument").get("Statement")))
        .isEqualTo(
            "[{Action=[sts:AssumeRole, sts:TagSession], Condition={StringEquals={"
                + "aws:RequestTag/eks-cluster-name=RondoEksClients,"
                + " aws:RequestTag/kubernetes-namespace=rondo,"
                + " aws:RequestTag/kubernetes-service-account=rondo-agent,"
                + " aws:SourceAccount=<AWS::AccountId>}}, Effect=Allow,"
                + " Principal={Service=pods.eks.amazonaws.com}}]");
    assertThat(template.text(template.properties("Identity")))
        .isEqualTo(
            "{ClusterName=<Agents/Cluster>, Namespace=rondo, RoleArn=<ClientRole.Arn>,"
                + " ServiceAccount=rondo-agent}");
    assertThat(template.ofType("AWS::EKS::Addon").values())
        .extracting(addon -> addon.get("AddonName").asText())
        .containsExactly("eks-pod-identity-agent");
  }

  /** A pod that starts before its identity is there would do without for ever. */
  @Test
  void podsStartAfterTheirIdentityAndNodesAreThere() {
    assertThat(template.text(template.resource("Manifests/Resource/Default").get("DependsOn")))
        .contains("Identity", "Nodegroup");
    assertThat(template.text(template.resource("Identity").get("DependsOn")))
        .contains("PodIdentityAgent");
  }

  @Test
  void theManifestsAreFilledIn() throws JsonProcessingException {
    TemplateView other =
        Synthesized.with(
                Map.of(
                    "eks_agents", "7", "eks_namespace", "lab", "eks_image", "ghcr.io/me/agent:3"))
            .eks();
    String manifests = other.text(other.properties("Manifests/Resource/Default").get("Manifest"));
    JsonNode statefulSet = MissingNode.getInstance();
    for (JsonNode object : new ObjectMapper().readTree(manifests)) {
      if (object.path("kind").asText().equals("StatefulSet")) {
        statefulSet = object;
      }
    }

    assertThat(manifests).doesNotContain("${").doesNotContain("rondo-control");
    assertThat(statefulSet.at("/spec/replicas").asInt()).isEqualTo(7);
    assertThat(statefulSet.at("/metadata/namespace").asText()).isEqualTo("lab");
    assertThat(statefulSet.at("/spec/template/spec/containers/0/image").asText())
        .isEqualTo("ghcr.io/me/agent:3");
    assertThat(manifests).contains("<import StoreBucket4FBDE984>", "<import QueuesTasksCEC562F0>");
  }

  @Test
  void aTrainerOfTheImageIsGivenToTheAgents() throws JsonProcessingException {
    TemplateView other =
        Synthesized.with(
                Map.of(
                    "eks_image", "ghcr.io/me/trainer:3",
                    "eks_trainer_command", "python train.py --fast",
                    "eks_trainer_timeout_seconds", "90",
                    "eks_trainer_memory_mb", "4000",
                    "eks_memory_gib", "6"))
            .eks();

    assertThat(variables(other))
        .containsEntry("RONDO_TRAINER", "python train.py --fast")
        .containsEntry("RONDO_TRAINER_TIMEOUT", "90")
        .containsEntry("RONDO_TRAINER_MEMORY", "4000");
    assertThat(container(other).at("/resources/limits/memory").asText()).isEqualTo("6Gi");
    assertThat(variables(template))
        .containsEntry("RONDO_TRAINER", "")
        .containsEntry("RONDO_TRAINER_MEMORY", "");
    assertThat(container(template).at("/resources/limits/memory").asText()).isEqualTo("2Gi");
  }

  private static JsonNode container(TemplateView stack) throws JsonProcessingException {
    String manifests = stack.text(stack.properties("Manifests/Resource/Default").get("Manifest"));
    for (JsonNode object : new ObjectMapper().readTree(manifests)) {
      if (object.path("kind").asText().equals("StatefulSet")) {
        return object.at("/spec/template/spec/containers/0");
      }
    }
    throw new AssertionError("There is no StatefulSet: " + manifests);
  }

  private static Map<String, String> variables(TemplateView stack) throws JsonProcessingException {
    Map<String, String> variables = new HashMap<>();
    container(stack)
        .get("env")
        .forEach(entry -> variables.put(entry.path("name").asText(), entry.path("value").asText()));
    return variables;
  }

  @Test
  void withoutAnImageOfTheUsersOneIsBuilt() {
    assertThat(template.text(template.properties("Manifests/Resource/Default").get("Manifest")))
        .containsPattern(
            "dkr.ecr.<AWS::Region>.<AWS::URLSuffix>/cdk-hnb659fds-container-assets-[^\"]*:[0-9a-f]{64}");
  }
}
