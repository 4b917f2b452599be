package dev.rondo.operations.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.AwsException;
import dev.rondo.aws.testing.CannedAws;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The emulator has no UpdateNodegroupConfig, so the answers of EKS are canned. */
class EksFleetTest {

  private static final String NODE_GROUP =
      """
      {"nodegroup": {"nodegroupName": "nodes", "clusterName": "cluster",
        "scalingConfig": {"minSize": 1, "desiredSize": 2, "maxSize": 4},
        "resources": {"autoScalingGroups": [{"name": "eks-nodes-1"}]}}}
      """;
  private static final String GROUP =
      """
      <DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups><member>
      <AutoScalingGroupName>eks-nodes-1</AutoScalingGroupName>
      <Instances><member><InstanceId>i-1</InstanceId></member></Instances>
      </member></AutoScalingGroups></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>
      """;

  private CannedAws aws;
  private AwsClients clients;
  private EksFleet nodes;

  @BeforeEach
  void start() throws IOException {
    aws = new CannedAws();
    clients = AwsClients.at(aws.endpoint(), "us-east-1", "a", "b");
    nodes =
        new EksFleet(
            clients.eks(), clients.autoScaling(), "stack", "cluster", "nodes", "rondo", "agents");
  }

  @AfterEach
  void stop() {
    clients.close();
    aws.close();
  }

  @Test
  void theSizeIsWhatIsWantedAndWhatIsThere() {
    aws.answer(200, NODE_GROUP).answer(200, GROUP);

    assertThat(nodes.size()).isEqualTo(new GroupSize(1, 2, 4, 1));
    assertThat(aws.requests().get(1)).contains("eks-nodes-1");
  }

  @Test
  void theLastFailureIsThatOfTheGroupsOfTheNodes() {
    aws.answer(200, NODE_GROUP).answer(200, ScalingActivitiesTest.FAILED_LAST);

    assertThat(nodes.lastFailure().orElseThrow().message()).contains("vCPU");
    assertThat(aws.requests().get(1)).contains("DescribeScalingActivities", "eks-nodes-1");
  }

  @Test
  void aGroupWithoutNodesYetAsksForNoGroupsAtAll() {
    aws.answer(200, NODE_GROUP.replace("{\"name\": \"eks-nodes-1\"}", ""));

    assertThat(nodes.size().present()).isZero();
    assertThat(aws.requests()).hasSize(1);
  }

  @Test
  void boundsMoveOnlyWhenTheyMust() {
    scale(3, "\"minSize\":1,\"maxSize\":4,\"desiredSize\":3");
    scale(0, "\"minSize\":0,\"maxSize\":4,\"desiredSize\":0");
    scale(7, "\"minSize\":1,\"maxSize\":7,\"desiredSize\":7");
  }

  private void scale(int count, String expected) {
    aws.answer(200, NODE_GROUP).answer(200, "{\"update\": {\"id\": \"1\"}}");

    nodes.scaleTo(count);

    String update = aws.requests().get(aws.requests().size() - 1);
    assertThat(update)
        .startsWith("POST /clusters/cluster/node-groups/nodes/update-config")
        .contains(expected);
  }

  @Test
  void aGroupThatIsNotThereIsTold() {
    aws.answer(
        404, "{\"__type\": \"ResourceNotFoundException\", \"message\": \"No node group found\"}");

    assertThatThrownBy(() -> nodes.scaleTo(1))
        .isInstanceOf(AwsException.class)
        .hasMessageContaining("nodes of cluster")
        .hasMessageContaining("No node group found");
    assertThatThrownBy(() -> nodes.scaleTo(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
