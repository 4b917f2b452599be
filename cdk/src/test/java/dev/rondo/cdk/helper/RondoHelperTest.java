package dev.rondo.cdk.helper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The helper's stack, and what the other account's stacks allow it. */
class RondoHelperTest {

  private static final String EC2_ROLE = "arn:aws:iam::111122223333:role/ec2-clients";
  private static final String EKS_ROLE = "arn:aws:iam::111122223333:role/eks-clients";
  private static final String HELPER_ROLE = "arn:aws:iam::444455556666:role/helper";
  private static final String FUNCTION =
      "arn:aws:lambda:us-east-1:444455556666:function:RondoHelper-Unmask:live";
  private static final String PUBLIC_KEY = "A".repeat(43) + "=";
  private static final String JOBS = "arn:<AWS::Partition>:s3:::rondo-jobs";

  private static final Synthesized APP = Synthesized.with(settings());

  private final TemplateView helper = APP.helper();
  private final TemplateView control = APP.control();

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("helper_account_a_id", "111122223333");
    settings.put("helper_account_a_bucket", "rondo-jobs");
    settings.put("helper_ec2_client_role_arn", EC2_ROLE);
    settings.put("helper_eks_client_role_arn", EKS_ROLE);
    settings.put("helper_minimum", "10");
    settings.put("helper_function_arn", FUNCTION);
    settings.put("helper_role_arn", HELPER_ROLE);
    settings.put("helper_bucket", "rondo-helper");
    settings.put("helper_public_key", PUBLIC_KEY);
    return settings;
  }

  private static List<String> policy(TemplateView template) {
    List<String> lines = new ArrayList<>();
    for (JsonNode statement :
        template.properties("Store/Bucket/Policy").get("PolicyDocument").get("Statement")) {
      String sid = statement.path("Sid").asText();
      String principal = template.text(statement.get("Principal"));
      template.statement(statement).forEach(line -> lines.add(sid + ": " + principal + " " + line));
    }
    return lines;
  }

  @Test
  void thereIsOneOnlyIfTheSettingsSayWhomItHelps() {
    assertThat(Synthesized.defaults().names()).doesNotContain("RondoHelper");
    assertThat(APP.names()).contains("RondoHelper");
  }

  @Test
  void itHasOneFunctionOneBucketAndOneKey() {
    assertThat(helper.ofType("AWS::Lambda::Function")).hasSize(1);
    assertThat(helper.ofType("AWS::S3::Bucket")).hasSize(1);
    assertThat(helper.ofType("AWS::KMS::Key")).hasSize(1);
    assertThat(helper.ofType("AWS::IAM::Role")).hasSize(1);
  }

  @Test
  void bucketAndKeyAreKept() {
    for (String path : List.of("Store/Bucket", "Key")) {
      assertThat(helper.resource(path).get("DeletionPolicy").asText())
          .as(path)
          .isEqualTo("RetainExceptOnCreate");
      assertThat(helper.resource(path).get("UpdateReplacePolicy").asText())
          .as(path)
          .isEqualTo("Retain");
    }
    assertThat(helper.properties("Key").get("EnableKeyRotation").asBoolean()).isTrue();
  }

  @Test
  void theBucketIsPrivateAndEncrypted() {
    JsonNode bucket = helper.properties("Store/Bucket");

    assertThat(helper.text(bucket.get("PublicAccessBlockConfiguration")))
        .isEqualTo(
            "{BlockPublicAcls=true, BlockPublicPolicy=true, IgnorePublicAcls=true,"
                + " RestrictPublicBuckets=true}");
    assertThat(helper.text(bucket.get("OwnershipControls")))
        .isEqualTo("{Rules=[{ObjectOwnership=BucketOwnerEnforced}]}");
    assertThat(helper.text(bucket.get("BucketEncryption"))).contains("SSEAlgorithm=AES256");
  }

  /** A set that is forgotten could be followed by another one. */
  @Test
  void seedsExpireAndFrozenSetsDoNot() {
    List<String> rules = new ArrayList<>();
    helper
        .properties("Store/Bucket")
        .get("LifecycleConfiguration")
        .get("Rules")
        .forEach(rule -> rules.add(helper.text(rule)));

    assertThat(rules)
        .containsExactlyInAnyOrder(
            "{ExpirationInDays=7, Id=seeds-expire, Prefix=seeds/, Status=Enabled}",
            "{ExpirationInDays=365, Id=noise-buffers-expire, Prefix=noise/, Status=Enabled}",
            "{AbortIncompleteMultipartUpload={DaysAfterInitiation=1}, Id=unfinished-uploads,"
                + " Status=Enabled}");
  }

  @Test
  void aClientOfTheOtherAccountWritesItsOwnSeedsAndNothingElse() {
    assertThat(policy(helper))
        .filteredOn(line -> line.contains(" Allow "))
        .containsExactlyInAnyOrder(
            clients("Ec2Clients", EC2_ROLE, "${aws:userid}"),
            clients(
                "EksClients",
                EKS_ROLE,
                "${aws:PrincipalTag/eks-cluster-name}.${aws:PrincipalTag/kubernetes-namespace}"
                    + ".${aws:PrincipalTag/kubernetes-pod-name}"));
  }

  private static String clients(String who, String role, String id) {
    return who
        + "WriteOwnSeeds: {AWS=arn:<AWS::Partition>:iam::111122223333:root} Allow s3:PutObject on"
        + " <Store/Bucket.Arn>/seeds/*/*/"
        + id
        + "/*.bin if {ArnEquals={aws:PrincipalArn="
        + role
        + "}}";
  }

  @Test
  void seedsSetsAndTheKeyAreWrittenOnceAndSetsAreNeverDeleted() {
    String everybody = ": {AWS=*} Deny ";
    String once = " if {Bool={s3:ObjectCreationOperation=true}, Null={s3:if-none-match=true}}";

    assertThat(policy(helper))
        .contains(
            "AreWrittenOnce" + everybody + "s3:PutObject on <Store/Bucket.Arn>/seeds/*" + once,
            "AreWrittenOnce" + everybody + "s3:PutObject on <Store/Bucket.Arn>/unmasked/*" + once,
            "AreWrittenOnce" + everybody + "s3:PutObject on <Store/Bucket.Arn>/noise/*" + once,
            "AreWrittenOnce"
                + everybody
                + "s3:PutObject on <Store/Bucket.Arn>/control/helper-key.json"
                + once,
            "FrozenSetsAreKept" + everybody + "s3:DeleteObject on <Store/Bucket.Arn>/unmasked/*")
        .anyMatch(line -> line.contains("s3:* ") && line.contains("aws:SecureTransport=false"))
        .anyMatch(line -> line.startsWith("NoKeysOfClients"));
  }

  @Test
  void theFunctionsRoleHasThesePermissionsAndNoOthers() {
    String own = "<Store/Bucket.Arn>/";
    assertThat(helper.statementsOf("Unmask/Role"))
        .containsExactlyInAnyOrder(
            "Allow s3:GetObject on " + own + "seeds/*/*/*/*.bin",
            "Allow s3:GetObject on " + own + "unmasked/*/*.json",
            "Allow s3:GetObject on " + own + "noise/*/*/*.safetensors",
            "Allow s3:PutObject on " + own + "noise/*/*/*.safetensors",
            "Allow s3:AbortMultipartUpload on " + own + "noise/*/*/*.safetensors",
            "Allow s3:GetObject on " + own + "control/client-keys.json",
            "Allow s3:GetObject on " + own + "control/helper-key.json",
            "Allow s3:PutObject on " + own + "unmasked/*/*.json",
            "Allow s3:ListBucket on <Store/Bucket.Arn> if {StringLike={s3:prefix=[seeds/*,"
                + " unmasked/*, noise/*, control/client-keys.json, control/helper-key.json]}}",
            "Allow s3:GetObject on " + JOBS + "/jobs/*/rounds/*/unmask.json",
            "Allow s3:GetObject on " + JOBS + "/masks/*/*/*.safetensors",
            "Allow s3:PutObject on " + JOBS + "/masks/*/*/*.safetensors",
            "Allow s3:AbortMultipartUpload on " + JOBS + "/masks/*/*/*.safetensors",
            "Allow s3:ListBucket on "
                + JOBS
                + " if {StringLike={s3:prefix=[jobs/*/rounds/*/unmask.json, masks/*]}}",
            "Allow kms:Decrypt on <Key.Arn> if"
                + " {StringEquals={kms:EncryptionContext:rondo=helper-key}}",
            "Allow logs:CreateLogStream on <Unmask/Logs.Arn>",
            "Allow logs:PutLogEvents on <Unmask/Logs.Arn>",
            "Allow xray:PutTraceSegments on *",
            "Allow xray:PutTelemetryRecords on *");
  }

  @Test
  void accountAAndNobodyElseMayCallTheAliasOfTheFunction() {
    Map<String, JsonNode> permissions = helper.ofType("AWS::Lambda::Permission");

    assertThat(permissions).hasSize(1);
    JsonNode permission = permissions.values().iterator().next();
    assertThat(permission.get("Principal").asText()).isEqualTo("111122223333");
    assertThat(permission.get("Action").asText()).isEqualTo("lambda:InvokeFunction");
    assertThat(helper.text(permission.get("FunctionName"))).isEqualTo("<Unmask/Function/Alias>");
  }

  @Test
  void theFunctionKnowsBothBucketsItsKeyAndItsMinimum() {
    JsonNode function = helper.properties("Unmask/Function");

    assertThat(helper.text(function.get("Environment").get("Variables")))
        .isEqualTo(
            "{RONDO_BUCKET=<Store/Bucket>, RONDO_HELPER_KEY_ARN=<Key.Arn>,"
                + " RONDO_HELPER_MINIMUM=10, RONDO_JOB_BUCKET=rondo-jobs,"
                + " RONDO_METRICS_NAMESPACE=RondoHelper}");
    assertThat(function.get("Handler").asText())
        .isEqualTo("dev.rondo.functions.unmask.UnmaskHandler");
    assertThat(helper.text(function.get("SnapStart"))).isEqualTo("{ApplyOn=PublishedVersions}");
  }

  @Test
  void oneErrorAndOneThrottledCallOfTheFunctionAreAlarms() {
    Map<String, JsonNode> alarms = helper.ofType("AWS::CloudWatch::Alarm");

    assertThat(alarms).containsOnlyKeys("Alarms/UnmaskErrors", "Alarms/UnmaskThrottles");
    alarms.forEach(
        (path, alarm) ->
            assertThat(helper.text(alarm))
                .as(path)
                .contains(
                    "Dimensions=[{Name=FunctionName, Value=<Unmask/Function>}]",
                    "MetricName=" + path.replace("Alarms/Unmask", ""),
                    "Namespace=AWS/Lambda, Period=300, Statistic=Sum, Threshold=1,"
                        + " TreatMissingData=notBreaching"));
    assertThat(helper.ofType("AWS::SNS::Topic")).isEmpty();
    Map<String, String> told = settings();
    told.put("alarm_email", "ops@example.org");
    TemplateView telling = Synthesized.with(told).helper();
    assertThat(telling.ofType("AWS::CloudWatch::Alarm").values())
        .allSatisfy(
            alarm ->
                assertThat(telling.text(alarm.get("AlarmActions"))).isEqualTo("[<Alarms/Topic>]"));
  }

  @Test
  void logsAreKeptAsLongAsThoseOfTheControlStack() {
    assertThat(helper.properties("Unmask/Logs").get("RetentionInDays").asInt()).isEqualTo(30);
    Map<String, String> week = settings();
    week.put("log_retention_days", "7");
    assertThat(Synthesized.with(week).helper().properties("Unmask/Logs").get("RetentionInDays"))
        .hasToString("7");
  }

  @Test
  void itTellsWhatTheOtherAccountNeeds() {
    Map<String, String> outputs = new HashMap<>();
    helper
        .outputs()
        .properties()
        .forEach(entry -> outputs.put(entry.getKey(), helper.text(entry.getValue().get("Value"))));

    assertThat(outputs)
        .isEqualTo(
            Map.of(
                "HelperBucketName",
                "<Store/Bucket>",
                "HelperFunctionArn",
                "<Unmask/Function/Alias>",
                "HelperFunctionName",
                "<Unmask/Function>",
                "HelperFunctionAlias",
                "live",
                "HelperRoleArn",
                "<Unmask/Role.Arn>",
                "HelperKeyArn",
                "<Key.Arn>",
                "HelperMinimum",
                "10"));
  }

  @Test
  void theBucketOfTheJobsLetsTheHelperReadRequestsAndWriteSumsOfMasks() {
    String helpers =
        ": {AWS=arn:<AWS::Partition>:iam::444455556666:root} Allow s3:%s on <Store/Bucket.Arn>%s if"
            + " {ArnEquals={aws:PrincipalArn="
            + HELPER_ROLE
            + "}%s}";

    assertThat(policy(control))
        .filteredOn(line -> line.contains(" Allow "))
        .containsExactlyInAnyOrder(
            "HelperReadsRequests"
                + helpers.formatted("GetObject", "/jobs/*/rounds/*/unmask.json", ""),
            "HelperWritesMaskSums" + helpers.formatted("GetObject", "/masks/*/*/*.safetensors", ""),
            "HelperWritesMaskSums" + helpers.formatted("PutObject", "/masks/*/*/*.safetensors", ""),
            "HelperWritesMaskSums"
                + helpers.formatted("AbortMultipartUpload", "/masks/*/*/*.safetensors", ""),
            "HelperLists"
                + helpers.formatted(
                    "ListBucket",
                    "",
                    ", StringLike={s3:prefix=[jobs/*/rounds/*/unmask.json, masks/*]}"));
    assertThat(policy(Synthesized.defaults().control()))
        .noneMatch(line -> line.contains(" Allow "));
  }

  @Test
  void roundsAndNothingElseMayCallTheHelper() {
    assertThat(control.statementsOf("Machines/RoundRole"))
        .contains("Allow lambda:InvokeFunction on " + FUNCTION);
    Set<String> callers = new TreeSet<>();
    control
        .roleStatements()
        .forEach(
            (path, statements) -> {
              if (statements.toString().contains(FUNCTION)) {
                callers.add(path);
              }
            });
    assertThat(callers).containsExactly("Machines/RoundRole");
  }

  @Test
  void clientsMayWriteTheirOwnSeedsIntoTheHelpersBucket() {
    String seeds = "Allow s3:PutObject on arn:<AWS::Partition>:s3:::rondo-helper/seeds/*/*/";

    assertThat(APP.ec2().statementsOf("ClientRole")).contains(seeds + "${aws:userid}/*.bin");
    assertThat(APP.eks().statementsOf("ClientRole"))
        .anyMatch(line -> line.startsWith(seeds + "${aws:PrincipalTag/eks-cluster-name}."));
    assertThat(Synthesized.defaults().ec2().statementsOf("ClientRole"))
        .noneMatch(line -> line.contains("/seeds/"));
  }

  @Test
  void theBucketOfTheJobsWithAKeyOfItsOwnIsReadAndWrittenByThatKey() {
    String key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";
    Map<String, String> settings = settings();
    settings.put("helper_account_a_key_arn", key);

    assertThat(Synthesized.with(settings).helper().statementsOf("Unmask/Role"))
        .anyMatch(
            line ->
                line.startsWith("Allow kms:GenerateDataKey on " + key)
                    && line.contains("kms:EncryptionContext:aws:s3:arn=[" + JOBS));
  }

  @Test
  void onTheEmulatorItIsBesideTheControlStack() {
    Synthesized both =
        Synthesized.with(
            Map.of(
                "emulator", "true",
                "helper_account_a_id", "000000000000",
                "helper_account_a_bucket", "rondo-jobs"));

    assertThat(both.names()).containsExactly("RondoControl", "RondoHelper");
    assertThat(both.helper().statementsOf("Unmask/Role"))
        .as("it knows no encryption context")
        .contains("Allow kms:Decrypt on <Key.Arn>");
    assertThat(both.helper().properties("Unmask/Function").get("Runtime").asText())
        .isEqualTo("provided.al2023");
  }
}
