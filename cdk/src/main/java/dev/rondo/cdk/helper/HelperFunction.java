package dev.rondo.cdk.helper;

import static dev.rondo.protocol.store.KeyTemplate.CLIENT_KEYS;
import static dev.rondo.protocol.store.KeyTemplate.HELPER_KEY;
import static dev.rondo.protocol.store.KeyTemplate.MASK_SUM;
import static dev.rondo.protocol.store.KeyTemplate.NOISE_BUFFERS;
import static dev.rondo.protocol.store.KeyTemplate.SEALED_SEED;
import static dev.rondo.protocol.store.KeyTemplate.UNMASKED;
import static dev.rondo.protocol.store.KeyTemplate.UNMASK_REQUEST;

import dev.rondo.cdk.control.FunctionPackage;
import dev.rondo.cdk.control.KeyUse;
import dev.rondo.cdk.control.Retention;
import dev.rondo.cdk.control.StoreKeys;
import dev.rondo.cdk.control.Target;
import dev.rondo.cdk.control.Tracer;
import dev.rondo.cdk.control.Wildcards;
import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.HelperSettings;
import dev.rondo.cdk.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.AccountPrincipal;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.lambda.Permission;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * The function that opens seeds and adds up masks. Account A may call it, and nobody else of
 * another account. What it refuses, it refuses whoever calls.
 */
final class HelperFunction extends Construct {

  private static final int TIMEOUT_SECONDS = 900;

  private final Role role;
  private final Function function;
  private final IFunction called;

  /**
   * @param accountA the account that aggregates
   * @param jobBucket its bucket
   * @param key encrypts the helper's private key
   */
  HelperFunction(
      Construct scope,
      Settings settings,
      Target target,
      IBucket own,
      IKey key,
      String accountA,
      String jobBucket) {
    super(scope, "Unmask");
    LogGroup logGroup =
        LogGroup.Builder.create(this, "Logs")
            .retention(Retention.of(settings.get(ControlSettings.LOG_RETENTION_DAYS)))
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    role = role(settings, own, decryptPrivateKey(target, key), jobBucket, logGroup);
    Function.Builder builder =
        Function.Builder.create(this, "Function")
            .description("Rondo: the helper of secure aggregation")
            .handler(FunctionPackage.UNMASK.handler("Unmask"))
            .timeout(Duration.seconds(TIMEOUT_SECONDS))
            .memorySize(settings.get(HelperSettings.MEMORY_MB))
            .environment(
                Map.of(
                    "RONDO_BUCKET",
                    own.getBucketName(),
                    "RONDO_JOB_BUCKET",
                    jobBucket,
                    "RONDO_HELPER_KEY_ARN",
                    key.getKeyArn(),
                    "RONDO_HELPER_MINIMUM",
                    settings.get(HelperSettings.MINIMUM).toString(),
                    "RONDO_METRICS_NAMESPACE",
                    settings.helperStack()))
            .logGroup(logGroup)
            .tracing(Tracing.ACTIVE)
            .role(role.withoutPolicyUpdates());
    target.pack(FunctionPackage.UNMASK, builder);
    function = builder.build();
    called = target.called(FunctionPackage.UNMASK, function);
    called.addPermission(
        "AccountA",
        Permission.builder()
            .principal(new AccountPrincipal(accountA))
            .action("lambda:InvokeFunction")
            .build());
  }

  Role role() {
    return role;
  }

  Function function() {
    return function;
  }

  /** The function or alias that account A calls. */
  IFunction called() {
    return called;
  }

  private static PolicyStatement decryptPrivateKey(Target target, IKey key) {
    PolicyStatement statement =
        allow("DecryptPrivateKey", List.of("kms:Decrypt"), List.of(key.getKeyArn()));
    if (target.knowsEncryptionContext()) {
      // As dev.rondo.unmasking.KeptHelperKey has it.
      statement.addCondition("StringEquals", Map.of("kms:EncryptionContext:rondo", "helper-key"));
    }
    return statement;
  }

  private Role role(
      Settings settings,
      IBucket own,
      PolicyStatement decryptPrivateKey,
      String jobBucket,
      LogGroup logGroup) {
    String jobBucketArn = "arn:%s:s3:::%s".formatted(Stack.of(this).getPartition(), jobBucket);
    List<PolicyStatement> statements = new ArrayList<>();
    statements.addAll(ownBucket(own.getBucketArn()));
    statements.addAll(jobs(jobBucketArn));
    statements.add(decryptPrivateKey);
    settings
        .get(HelperSettings.ACCOUNT_A_KEY_ARN)
        .ifPresent(
            arn ->
                statements.add(
                    KeyUse.in(Stack.of(this), jobBucketArn)
                        .allow("UseKey", List.of("kms:Decrypt", "kms:GenerateDataKey"), arn)));
    statements.add(
        allow(
            "Log",
            List.of("logs:CreateLogStream", "logs:PutLogEvents"),
            List.of(logGroup.getLogGroupArn())));
    statements.add(Tracer.statement());
    Role made =
        Role.Builder.create(this, "Role")
            .description("Permissions of the helper of Rondo's secure aggregation")
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .inlinePolicies(
                Map.of("Unmask", PolicyDocument.Builder.create().statements(statements).build()))
            .build();
    Wildcards.accepted().on(made);
    return made;
  }

  private static List<PolicyStatement> ownBucket(String arn) {
    return List.of(
        allow(
            "ReadOwn",
            List.of("s3:GetObject"),
            StoreKeys.arns(arn, SEALED_SEED, UNMASKED, NOISE_BUFFERS, CLIENT_KEYS, HELPER_KEY)),
        allow("FreezeSets", List.of("s3:PutObject"), StoreKeys.arns(arn, UNMASKED)),
        allow(
            "KeepNoiseBuffers",
            List.of("s3:PutObject", "s3:AbortMultipartUpload"),
            StoreKeys.arns(arn, NOISE_BUFFERS)),
        list(
            "ListOwn",
            arn,
            SEALED_SEED.folderPattern(),
            UNMASKED.folderPattern(),
            NOISE_BUFFERS.folderPattern(),
            CLIENT_KEYS.pattern(),
            HELPER_KEY.pattern()));
  }

  /** The policy of that bucket must allow it, too. */
  private static List<PolicyStatement> jobs(String arn) {
    return List.of(
        allow("ReadRequests", List.of("s3:GetObject"), StoreKeys.arns(arn, UNMASK_REQUEST)),
        allow(
            "WriteMaskSums",
            List.of("s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"),
            StoreKeys.arns(arn, MASK_SUM)),
        list("ListJobs", arn, UNMASK_REQUEST.pattern(), MASK_SUM.folderPattern()));
  }

  private static PolicyStatement allow(String sid, List<String> actions, List<String> resources) {
    return PolicyStatement.Builder.create().sid(sid).actions(actions).resources(resources).build();
  }

  private static PolicyStatement list(String sid, String bucketArn, String... prefixes) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .actions(List.of("s3:ListBucket"))
        .resources(List.of(bucketArn))
        .conditions(Map.of("StringLike", Map.of("s3:prefix", List.of(prefixes))))
        .build();
  }
}
