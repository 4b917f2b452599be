package dev.rondo.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The commands find their way by these. */
class OutputsTest {

  @Test
  void theControlStackTellsWhatCommandsNeed() {
    assertThat(outputs(Synthesized.defaults().control()))
        .isEqualTo(
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("BucketName", "<Store/Bucket>"),
                    Map.entry("TaskQueueUrl", "<Queues/Tasks>"),
                    Map.entry("UpdateQueueUrl", "<Queues/Updates>"),
                    Map.entry("UpdateDeadLetterQueueUrl", "<Queues/UpdateDeadLetters>"),
                    Map.entry("RoundStateMachineArn", "<Machines/Round>"),
                    Map.entry("TrainingStateMachineArn", "<Machines/Training>"),
                    Map.entry("DashboardName", "<Dashboard/Dashboard>"),
                    Map.entry("OpenRoundFunctionName", "<Functions/OpenRound>"),
                    Map.entry("AwaitQuorumFunctionName", "<Functions/AwaitQuorum>"),
                    Map.entry("FoldUpdatesFunctionName", "<Functions/FoldUpdates>"),
                    Map.entry("AggregateFunctionName", "<Functions/Aggregate>"),
                    Map.entry("FoldPartFunctionName", "<Functions/FoldPart>"),
                    Map.entry("EvaluateFunctionName", "<Functions/Evaluate>"),
                    Map.entry("CloseRoundFunctionName", "<Functions/CloseRound>"),
                    Map.entry("OpenRoundFunctionAlias", "live"),
                    Map.entry("AwaitQuorumFunctionAlias", "live"),
                    Map.entry("FoldUpdatesFunctionAlias", "live"),
                    Map.entry("AggregateFunctionAlias", "live"),
                    Map.entry("FoldPartFunctionAlias", "live"),
                    Map.entry("CloseRoundFunctionAlias", "live"),
                    Map.entry(
                        "FunctionLogGroups",
                        "<Functions/OpenRoundLogs>,<Functions/AwaitQuorumLogs>,"
                            + "<Functions/FoldUpdatesLogs>,<Functions/AggregateLogs>,"
                            + "<Functions/FoldPartLogs>,"
                            + "<Functions/EvaluateLogs>,<Functions/CloseRoundLogs>"))));
  }

  @Test
  void theClientStacksTellWhereTheFleetIs() {
    assertThat(outputs(Synthesized.defaults().ec2()))
        .isEqualTo(
            Map.of(
                "AutoScalingGroupName", "<Clients/ASG>",
                "AgentLogGroupName", "<AgentLogs>",
                "ClientRoleArn", "<ClientRole.Arn>"));
    assertThat(outputs(Synthesized.defaults().eks()))
        .isEqualTo(
            Map.of(
                "ClusterName", "<Agents/Cluster>",
                "NodeGroupName", "<Agents/Cluster/NodegroupNodes.NodegroupName>",
                "Namespace", "rondo",
                "StatefulSetName", "rondo-agent",
                "ClientRoleArn", "<ClientRole.Arn>"));
  }

  @Test
  void thePrefixMakesAnotherRondo() {
    Synthesized lab = Synthesized.with(Map.of("prefix", "Lab", "emulator", "true"));

    assertThat(lab.names()).containsExactly("LabControl");
  }

  /** Without those that CDK adds for other stacks. */
  private static Map<String, String> outputs(TemplateView template) {
    Map<String, String> outputs = new TreeMap<>();
    template
        .outputs()
        .properties()
        .forEach(
            entry -> {
              if (!entry.getKey().startsWith("ExportsOutput")) {
                outputs.put(entry.getKey(), template.text(entry.getValue().get("Value")));
              }
            });
    return outputs;
  }
}
