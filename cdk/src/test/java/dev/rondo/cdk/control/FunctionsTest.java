package dev.rondo.cdk.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.EvaluationSize;
import dev.rondo.rounds.scale.RoundSize;
import dev.rondo.rounds.scale.StepLoad;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FunctionsTest {

  private final TemplateView template = Synthesized.defaults().control();

  @ParameterizedTest
  @EnumSource
  void runsOnJavaWithTracingAndALogOfItsOwn(Step step) {
    JsonNode function = function(step);

    assertThat(function.get("Runtime").asText()).isEqualTo("java25");
    assertThat(function.get("Handler").asText()).isEqualTo(step.handler());
    assertThat(function.get("Timeout").asInt()).isEqualTo(step.timeoutSeconds());
    assertThat(function.get("TracingConfig").get("Mode").asText()).isEqualTo("Active");
    assertThat(template.text(function.get("LoggingConfig")))
        .isEqualTo("{LogGroup=<Functions/" + step.title() + "Logs>}");
    assertThat(
            template
                .properties("Functions/" + step.title() + "Logs")
                .get("RetentionInDays")
                .asInt())
        .isEqualTo(30);
  }

  @ParameterizedTest
  @EnumSource(names = "EVALUATE", mode = EnumSource.Mode.EXCLUDE)
  void theSmallOnesStartFromASnapshotOfTheVersionThatIsCalled(Step step) {
    JsonNode function = function(step);
    JsonNode alias = template.properties("Functions/" + step.title() + "/Alias");

    assertThat(template.text(function.get("Architectures"))).isEqualTo("[arm64]");
    assertThat(template.text(function.get("SnapStart"))).isEqualTo("{ApplyOn=PublishedVersions}");
    assertThat(function.has("EphemeralStorage")).isFalse();
    assertThat(template.text(alias.get("FunctionVersion")))
        .isEqualTo("<Functions/" + step.title() + "/CurrentVersion.Version>");
  }

  /** What admits a round counts on the timeouts and on the default memory of the functions. */
  @Test
  void eachFunctionHasTheTimeAndTheMemoryThatTheModelOfScaleCountsOn() {
    AggregationModel model = AggregationModel.standard();
    Set<Step> steps = EnumSet.noneOf(Step.class);
    for (long parameters : new long[] {1_000, 128_000_000}) {
      RoundSize size = new RoundSize(parameters, 10, 100, AggregationRule.WEIGHTED, true);
      for (StepLoad load : model.steps(size, model.divide(size))) {
        Step step =
            Arrays.stream(Step.values())
                .filter(one -> one.title().equals(load.step().split(",")[0]))
                .findFirst()
                .orElseThrow();
        int mostMb = step == Step.EVALUATE ? 10_240 : function(step).get("MemorySize").asInt();
        steps.add(step);
        assertThat(load.mostSeconds()).as(load.step()).isLessThanOrEqualTo(step.timeoutSeconds());
        assertThat(load.mostBytes()).as(load.step()).isLessThan(mostMb * 1024.0 * 1024.0);
      }
    }
    assertThat(steps).containsExactly(Step.values());
    assertThat(function(Step.EVALUATE).get("MemorySize").asInt())
        .isEqualTo(EvaluationSize.DEFAULT_MB);
  }

  @Test
  void theEvaluationHasRoomForNativeLibraries() {
    JsonNode function = function(Step.EVALUATE);

    assertThat(template.text(function.get("Architectures"))).isEqualTo("[x86_64]");
    assertThat(function.get("EphemeralStorage").get("Size").asInt()).isEqualTo(1024);
    assertThat(function.get("MemorySize").asInt()).isEqualTo(3008);
    assertThat(function.has("SnapStart")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void knowsTheBucketAndItsNamespaceAndOpenRoundTheQueueToo(Step step) {
    assertThat(template.text(function(step).get("Environment").get("Variables")))
        .isEqualTo(
            switch (step) {
              case OPEN_ROUND ->
                  "{RONDO_BUCKET=<Store/Bucket>, RONDO_METRICS_NAMESPACE=RondoControl,"
                      + " RONDO_TASK_QUEUE_URL=<Queues/Tasks>}";
              case EVALUATE ->
                  "{OMP_NUM_THREADS=1, OPENBLAS_NUM_THREADS=1, RONDO_BUCKET=<Store/Bucket>,"
                      + " RONDO_METRICS_NAMESPACE=RondoControl}";
              default -> "{RONDO_BUCKET=<Store/Bucket>," + " RONDO_METRICS_NAMESPACE=RondoControl}";
            });
  }

  @Test
  void anEvaluationWithTwoCpusMayUseBoth() {
    TemplateView large = Synthesized.with(Map.of("evaluate_memory_mb", "3538")).control();

    assertThat(
            large.text(large.properties("Functions/Evaluate").get("Environment").get("Variables")))
        .isEqualTo("{RONDO_BUCKET=<Store/Bucket>," + " RONDO_METRICS_NAMESPACE=RondoControl}");
  }

  @Test
  void workersTakeBatchesAndAnswerForEachEvent() {
    assertThat(template.text(template.properties("Functions/Events")))
        .isEqualTo(
            "{BatchSize=20, EventSourceArn=<Queues/Updates.Arn>, FunctionName={Fn::Select=[6,"
                + " {Fn::Split=[:, <Functions/FoldUpdates/Alias>]}]}:live,"
                + " FunctionResponseTypes=[ReportBatchItemFailures],"
                + " MaximumBatchingWindowInSeconds=1, ScalingConfig={MaximumConcurrency=10}}");
  }

  @Test
  void byDefaultFunctionsRunInNoNetworkOfTheUser() {
    for (Step step : Step.values()) {
      assertThat(function(step).has("VpcConfig")).isFalse();
    }
  }

  @Test
  void functionsRunInTheSubnetsThatTheSettingsName() {
    TemplateView own =
        Synthesized.with(
                Map.of(
                    "functions_vpc_id", "vpc-12345678",
                    "functions_subnet_ids", "subnet-12345678,subnet-87654321"))
            .control();

    for (Step step : Step.values()) {
      assertThat(own.text(own.properties("Functions/" + step.title()).get("VpcConfig")))
          .isEqualTo(
              "{SecurityGroupIds=[<Functions/Network/SecurityGroup.GroupId>],"
                  + " SubnetIds=[subnet-12345678, subnet-87654321]}");
      assertThat(own.statementsOf("Functions/" + step.title() + "Role"))
          .contains(
              "Allow ec2:DescribeNetworkInterfaces on *",
              "Allow ec2:CreateNetworkInterface on"
                  + " arn:<AWS::Partition>:ec2:<AWS::Region>:*:*/*");
    }
    JsonNode group = own.properties("Functions/Network/SecurityGroup");
    assertThat(group.has("SecurityGroupIngress")).isFalse();
    assertThat(own.text(group.get("SecurityGroupEgress")))
        .contains("FromPort=443", "ToPort=443")
        .doesNotContain("IpProtocol=-1");
  }

  /** Lambda connects functions as their role, which the code has too. */
  @Test
  void noCodeOfAFunctionCanDoWhatConnectsItToTheVpc() {
    TemplateView own =
        Synthesized.with(
                Map.of(
                    "functions_vpc_id", "vpc-12345678",
                    "functions_subnet_ids", "subnet-12345678"))
            .control();
    String ofCode =
        " on * if {ArnLike={lambda:SourceFunctionArn=arn:<AWS::Partition>:lambda:"
            + "<AWS::Region>:<AWS::AccountId>:function:*}}";

    for (Step step : Step.values()) {
      List<String> statements = own.statementsOf("Functions/" + step.title() + "Role");
      List<String> allowed =
          statements.stream()
              .filter(line -> line.startsWith("Allow ec2:"))
              .map(line -> line.replaceFirst("Allow (\\S+) .*", "Deny $1" + ofCode))
              .toList();

      assertThat(allowed).hasSize(6);
      assertThat(statements).containsAll(allowed);
    }
  }

  /** Without its permissions Lambda keeps its network interfaces, and they keep the group. */
  @Test
  void functionsThatLeaveTheVpcKeepWhatReleasesTheirNetworkInterfaces() {
    Map<String, String> inVpc =
        Map.of("functions_vpc_id", "vpc-12345678", "functions_subnet_ids", "subnet-12345678");
    Map<String, String> leaving = new HashMap<>(inVpc);
    leaving.put("functions_leave_vpc", "true");
    TemplateView before = Synthesized.with(inVpc).control();
    TemplateView after = Synthesized.with(leaving).control();

    for (Step step : Step.values()) {
      String name = "Functions/" + step.title();
      assertThat(before.properties(name).has("VpcConfig")).isTrue();
      assertThat(after.properties(name).has("VpcConfig")).isFalse();
      assertThat(after.properties(name + "Role")).isEqualTo(before.properties(name + "Role"));
    }
    assertThat(after.properties("Functions/Network/SecurityGroup"))
        .isEqualTo(before.properties("Functions/Network/SecurityGroup"));
  }

  @Test
  void functionsUseASecurityGroupOfTheUserIfItIsNamed() {
    TemplateView own =
        Synthesized.with(
                Map.of(
                    "functions_vpc_id", "vpc-12345678",
                    "functions_subnet_ids", "subnet-12345678",
                    "functions_security_group_id", "sg-12345678"))
            .control();

    assertThat(own.text(own.properties("Functions/Evaluate").get("VpcConfig")))
        .isEqualTo("{SecurityGroupIds=[sg-12345678], SubnetIds=[subnet-12345678]}");
    assertThat(own.ofType("AWS::EC2::SecurityGroup")).isEmpty();
  }

  private JsonNode function(Step step) {
    return template.properties("Functions/" + step.title());
  }
}
