package dev.rondo.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No permission is wider than it has to be, in any stack, and nobody made one by hand in haste. */
class WildcardsTest {

  /** Actions for which AWS knows no resource, says its service authorization reference. */
  private static final Set<String> WITHOUT_RESOURCES =
      Set.of(
          "xray:PutTraceSegments",
          "xray:PutTelemetryRecords",
          "xray:GetSamplingRules",
          "xray:GetSamplingTargets",
          "logs:CreateLogDelivery",
          "logs:GetLogDelivery",
          "logs:UpdateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutResourcePolicy",
          "logs:DescribeResourcePolicies",
          "logs:DescribeLogGroups",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets");

  static Stream<TemplateView> stacks() {
    Synthesized own =
        Synthesized.with(
            Map.of(
                "functions_vpc_id", "vpc-12345678",
                "functions_subnet_ids", "subnet-12345678",
                "kms_key_arn", "arn:aws:kms:us-east-1:123456789012:key/1234abcd"));
    return Stream.of(
        own.control(),
        own.ec2(),
        Synthesized.defaults().control(),
        Synthesized.defaults().ec2(),
        Synthesized.defaults().eks());
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void noActionHasAWildcard(TemplateView template) {
    forEachStatement(
        template,
        (role, statement) -> {
          assertThat(statement.has("NotAction")).as(role).isFalse();
          assertThat(statement.has("NotResource")).as(role).isFalse();
          assertThat(template.texts(statement.get("Action")))
              .as(role)
              .noneMatch(action -> action.contains("*"));
        });
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void everyResourceIsNamedThatCanBe(TemplateView template) {
    Set<String> onEverything = new TreeSet<>();
    forEachStatement(
        template,
        (role, statement) -> {
          if (statement.get("Effect").asText().equals("Allow")
              && template.texts(statement.get("Resource")).contains("*")) {
            onEverything.addAll(template.texts(statement.get("Action")));
          }
        });

    assertThat(WITHOUT_RESOURCES).containsAll(onEverything);
  }

  /** Managed policies have wildcards of their own; only what EKS and CDK require is attached. */
  @ParameterizedTest
  @MethodSource("stacks")
  void managedPoliciesAreForTheClustersOwnParts(TemplateView template) {
    Map<String, List<String>> managed = new TreeMap<>();
    template
        .ofType("AWS::IAM::Role")
        .forEach(
            (path, role) -> {
              if (role.has("ManagedPolicyArns")) {
                managed.put(path, template.texts(role.get("ManagedPolicyArns")));
              }
            });

    assertThat(managed.keySet()).allMatch(path -> path.startsWith("Agents/"));
  }

  private interface Check {
    void on(String role, JsonNode statement);
  }

  private static void forEachStatement(TemplateView template, Check check) {
    template
        .roleStatements()
        .forEach((role, all) -> all.forEach(statement -> check.on(role, statement)));
  }
}
