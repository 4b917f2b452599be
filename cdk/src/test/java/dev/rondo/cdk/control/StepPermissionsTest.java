package dev.rondo.cdk.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each role's permissions, all of them and nothing besides. */
class StepPermissionsTest {

  private static final String BUCKET = "<Store/Bucket.Arn>";
  private static final String ROUND_MACHINE =
      "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:RondoControl-Round";
  private static final String ROUND_EXECUTIONS =
      "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:RondoControl-Round:*";

  private final TemplateView template = Synthesized.defaults().control();

  @Test
  void openRoundAloneHasTheNoncesSecret() {
    assertRole(
        "OpenRound",
        reads(
            "jobs/*/job.json",
            "jobs/*/clients.json",
            "jobs/*/latest.json",
            "jobs/*/models/*/manifest.json",
            "jobs/*/models/*/*.safetensors",
            "jobs/*/rounds/*/plan.json",
            "jobs/*/rounds/*/participations.json",
            "jobs/*/rounds/*/owner.json",
            "jobs/*/rounds/*/seats.json",
            "jobs/*/rounds/*/token.json",
            "jobs/*/rounds/*/decision.json",
            "jobs/*/rounds/*/outcome.json",
            "jobs/*/rounds/*/result.json",
            "data/*/index.json",
            "control/nonces.key"),
        writes(
            "jobs/*/latest.json",
            "jobs/*/models/*/manifest.json",
            "jobs/*/rounds/*/plan.json",
            "jobs/*/rounds/*/participations.json",
            "jobs/*/rounds/*/owner.json",
            "jobs/*/rounds/*/seats.json",
            "jobs/*/rounds/*/outcome.json",
            "control/nonces.key"),
        lists("jobs/*", "data/*/index.json", "control/nonces.key"),
        List.of(
            "Allow sqs:SendMessage on <Queues/Tasks.Arn>",
            "Allow states:DescribeExecution on " + ROUND_EXECUTIONS,
            "Allow states:SendTaskSuccess on " + ROUND_MACHINE));
    for (Step step : Step.values()) {
      assertThat(String.join("\n", statements(step.title())).contains("control/nonces.key"))
          .as("%s knows the secret of the nonces", step.title())
          .isEqualTo(step == Step.OPEN_ROUND);
    }
  }

  @Test
  void awaitQuorumWritesTheTokenAndNothingElse() {
    assertRole(
        "AwaitQuorum",
        reads(
            "jobs/*/rounds/*/plan.json",
            "jobs/*/rounds/*/decision.json",
            "jobs/*/rounds/*/outcome.json",
            "jobs/*/rounds/*/token.json"),
        writes("jobs/*/rounds/*/token.json"),
        lists("jobs/*", "verdicts/*"),
        List.of("Allow states:SendTaskSuccess on " + ROUND_MACHINE));
  }

  @Test
  void aWorkerReadsUpdatesAndWritesPartialsAndVerdicts() {
    assertRole(
        "FoldUpdates",
        reads(
            "jobs/*/clients.json",
            "jobs/*/rounds/*/plan.json",
            "jobs/*/rounds/*/participations.json",
            "jobs/*/rounds/*/result.json",
            "jobs/*/rounds/*/decision.json",
            "jobs/*/rounds/*/token.json",
            "updates/*/*/*.safetensors",
            "verdicts/*/*/*/*.json",
            "verdicts/*/*/count.json",
            "rejected/*/*/*/*.json",
            "rejected/*/*/*/duplicate/*.json",
            "data/*/index.json",
            "leases/*/*.json"),
        writes(
            "partials/*/*/*-*.safetensors",
            "partials/*/*/group-*.safetensors",
            "verdicts/*/*/*/*.json",
            "verdicts/*/*/count.json",
            "rejected/*/*/*/*.json",
            "rejected/*/*/*/duplicate/*.json"),
        lists("jobs/*", "updates/*", "verdicts/*", "rejected/*", "data/*/index.json", "leases/*"),
        List.of(
            "Allow sqs:ReceiveMessage on <Queues/Updates.Arn>",
            "Allow sqs:DeleteMessage on <Queues/Updates.Arn>",
            "Allow sqs:GetQueueAttributes on <Queues/Updates.Arn>",
            "Allow states:SendTaskSuccess on " + ROUND_MACHINE));
  }

  @Test
  void theMasterCommits() {
    assertRole(
        "Aggregate",
        reads(
            "jobs/*/job.json",
            "jobs/*/clients.json",
            "jobs/*/latest.json",
            "jobs/*/models/*/manifest.json",
            "jobs/*/models/*/*.safetensors",
            "jobs/*/rounds/*/plan.json",
            "jobs/*/rounds/*/participations.json",
            "jobs/*/rounds/*/candidates.json",
            "jobs/*/rounds/*/decision.json",
            "jobs/*/rounds/*/outcome.json",
            "jobs/*/rounds/*/upload.json",
            "jobs/*/rounds/*/parts/*.json",
            "jobs/*/rounds/*/distances/*.safetensors",
            "updates/*/*/*.safetensors",
            "partials/*/*/*-*.safetensors",
            "partials/*/*/group-*.safetensors",
            "verdicts/*/*/*/*.json",
            "verdicts/*/*/count.json",
            "rejected/*/*/*/*.json",
            "rejected/*/*/*/duplicate/*.json",
            "data/*/index.json",
            "leases/*/*.json",
            "jobs/*/rounds/*/unmask.json",
            "masks/*/*/*.safetensors",
            "control/noise.key"),
        writes(
            "jobs/*/latest.json",
            "jobs/*/models/*/manifest.json",
            "jobs/*/models/*/*.safetensors",
            "jobs/*/rounds/*/candidates.json",
            "jobs/*/rounds/*/decision.json",
            "jobs/*/rounds/*/outcome.json",
            "jobs/*/rounds/*/upload.json",
            "verdicts/*/*/*/*.json",
            "verdicts/*/*/count.json",
            "rejected/*/*/*/*.json",
            "rejected/*/*/*/duplicate/*.json",
            "jobs/*/rounds/*/unmask.json",
            "control/noise.key"),
        List.of("Allow s3:AbortMultipartUpload on " + BUCKET + "/jobs/*/models/*/*.safetensors"),
        lists(
            "jobs/*",
            "updates/*",
            "partials/*",
            "verdicts/*",
            "rejected/*",
            "data/*/index.json",
            "control/noise.key",
            "leases/*",
            "masks/*"));
  }

  @Test
  void aPartReadsUpdatesAndWritesItsPartAndItsWord() {
    assertRole(
        "FoldPart",
        reads(
            "jobs/*/job.json",
            "jobs/*/models/*/manifest.json",
            "jobs/*/models/*/*.safetensors",
            "jobs/*/rounds/*/plan.json",
            "jobs/*/rounds/*/candidates.json",
            "jobs/*/rounds/*/decision.json",
            "jobs/*/rounds/*/upload.json",
            "jobs/*/rounds/*/parts/*.json",
            "jobs/*/rounds/*/distances/*.safetensors",
            "updates/*/*/*.safetensors",
            "partials/*/*/*-*.safetensors",
            "partials/*/*/group-*.safetensors",
            "jobs/*/rounds/*/unmask.json",
            "masks/*/*/*.safetensors",
            "control/noise.key"),
        writes(
            "jobs/*/models/*/*.safetensors",
            "jobs/*/rounds/*/upload.json",
            "jobs/*/rounds/*/parts/*.json",
            "jobs/*/rounds/*/distances/*.safetensors",
            "partials/*/*/group-*.safetensors",
            "control/noise.key"),
        List.of("Allow s3:AbortMultipartUpload on " + BUCKET + "/jobs/*/models/*/*.safetensors"),
        lists("jobs/*", "updates/*", "partials/*", "masks/*", "control/noise.key"));
  }

  @Test
  void theStepsThatDrawNoiseAloneHaveItsSecret() {
    for (Step step : Step.values()) {
      assertThat(String.join("\n", statements(step.title())).contains("control/noise.key"))
          .as("%s knows the secret of the noise", step.title())
          .isEqualTo(step == Step.AGGREGATE || step == Step.FOLD_PART);
    }
  }

  @Test
  void theEvaluationWritesItsResultAlone() {
    assertRole(
        "Evaluate",
        reads(
            "jobs/*/model.json",
            "jobs/*/models/*/manifest.json",
            "jobs/*/models/*/evaluation.json",
            "jobs/*/models/*/*.safetensors",
            "jobs/*/rounds/*/plan.json",
            "data/*/test.safetensors"),
        writes("jobs/*/models/*/evaluation.json"),
        lists("jobs/*", "data/*/test.safetensors"));
  }

  @Test
  void closeRoundWritesTheResult() {
    assertRole(
        "CloseRound",
        reads(
            "jobs/*/job.json",
            "jobs/*/clients.json",
            "jobs/*/latest.json",
            "jobs/*/models/*/manifest.json",
            "jobs/*/models/*/evaluation.json",
            "jobs/*/rounds/*/plan.json",
            "jobs/*/rounds/*/participations.json",
            "jobs/*/rounds/*/decision.json",
            "jobs/*/rounds/*/outcome.json",
            "jobs/*/rounds/*/result.json",
            "updates/*/*/*.safetensors",
            "verdicts/*/*/*/*.json",
            "verdicts/*/*/count.json",
            "rejected/*/*/*/*.json",
            "rejected/*/*/*/duplicate/*.json",
            "data/*/index.json",
            "leases/*/*.json"),
        writes(
            "jobs/*/latest.json",
            "jobs/*/models/*/manifest.json",
            "jobs/*/models/*/evaluation.json",
            "jobs/*/rounds/*/result.json",
            "verdicts/*/*/*/*.json",
            "verdicts/*/*/count.json",
            "rejected/*/*/*/*.json",
            "rejected/*/*/*/duplicate/*.json"),
        lists("jobs/*", "updates/*", "verdicts/*", "rejected/*", "data/*/index.json", "leases/*"));
  }

  @Test
  void theRoundCallsItsStepsByTheirAliases() {
    assertThat(machine("Round"))
        .containsExactlyInAnyOrder(
            "Allow lambda:InvokeFunction on <Functions/OpenRound/Alias>",
            "Allow lambda:InvokeFunction on <Functions/AwaitQuorum/Alias>",
            "Allow lambda:InvokeFunction on <Functions/Aggregate/Alias>",
            "Allow lambda:InvokeFunction on <Functions/FoldPart/Alias>",
            "Allow lambda:InvokeFunction on <Functions/Evaluate.Arn>",
            "Allow lambda:InvokeFunction on <Functions/CloseRound/Alias>");
  }

  @Test
  void theTrainingRunsRoundsAndContinuesItself() {
    String training = ROUND_MACHINE.replace("-Round", "-Training");

    assertThat(machine("Training"))
        .containsExactlyInAnyOrder(
            "Allow states:StartExecution on " + ROUND_MACHINE,
            "Allow states:StartExecution on " + training,
            "Allow states:DescribeExecution on " + ROUND_EXECUTIONS,
            "Allow states:StopExecution on " + ROUND_EXECUTIONS,
            "Allow events:PutTargets on " + rule(),
            "Allow events:PutRule on " + rule(),
            "Allow events:DescribeRule on " + rule());
  }

  @Test
  void aRoleIsForOneServiceAlone() {
    template
        .ofType("AWS::IAM::Role")
        .forEach(
            (path, role) ->
                assertThat(template.text(role.get("AssumeRolePolicyDocument").get("Statement")))
                    .as(path)
                    .isEqualTo(
                        "[{Action=sts:AssumeRole, Effect=Allow, Principal={Service=%s}}]",
                        path.startsWith("Functions/")
                            ? "lambda.amazonaws.com"
                            : "states.amazonaws.com"));
  }

  private static String rule() {
    return "arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/"
        + "StepFunctionsGetEventsForStepFunctionsExecutionRule";
  }

  @SafeVarargs
  private void assertRole(String step, List<String>... expected) {
    List<String> all = new ArrayList<>();
    for (List<String> part : expected) {
      all.addAll(part);
    }
    String logs = "<Functions/" + step + "Logs.Arn>";
    all.add("Allow logs:CreateLogStream on " + logs);
    all.add("Allow logs:PutLogEvents on " + logs);
    all.add("Allow xray:PutTraceSegments on *");
    all.add("Allow xray:PutTelemetryRecords on *");

    assertThat(statements(step)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(template.text(template.properties("Functions/" + step).get("Role")))
        .isEqualTo("<Functions/" + step + "Role.Arn>");
  }

  private List<String> statements(String step) {
    return template.statementsOf("Functions/" + step + "Role");
  }

  /** Without what every machine has: delivery of logs, and tracing. */
  private List<String> machine(String name) {
    return template.statementsOf("Machines/" + name + "Role").stream()
        .filter(line -> !line.contains(" logs:") && !line.contains(" xray:"))
        .toList();
  }

  private static List<String> reads(String... keys) {
    return onKeys("s3:GetObject", keys);
  }

  private static List<String> writes(String... keys) {
    return onKeys("s3:PutObject", keys);
  }

  private static List<String> onKeys(String action, String... keys) {
    return java.util.Arrays.stream(keys)
        .map(key -> "Allow " + action + " on " + BUCKET + "/" + key)
        .toList();
  }

  private static List<String> lists(String... prefixes) {
    return List.of(
        "Allow s3:ListBucket on "
            + BUCKET
            + " if {StringLike={s3:prefix="
            + (prefixes.length == 1 ? prefixes[0] : List.of(prefixes).toString())
            + "}}");
  }
}
