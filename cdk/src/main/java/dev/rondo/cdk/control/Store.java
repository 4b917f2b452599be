package dev.rondo.cdk.control;

import dev.rondo.cdk.nag.Accepted;
import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
import dev.rondo.protocol.store.KeyTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.constructs.Construct;

/**
 * The bucket, which is Rondo's only database: private, encrypted, TLS only, and kept when the stack
 * is deleted. If the first deployment of the stack fails, the bucket is empty and goes with it.
 *
 * <p>It is not versioned: most objects are written once and never change, the few others are
 * replaced by If-Match, and old models are Rondo's own versions. S3 versions would only keep
 * expired updates.
 */
final class Store extends Construct {

  private final Bucket bucket;

  Store(Construct scope, Settings settings, boolean requiresTls) {
    super(scope, "Store");
    Optional<String> key = settings.get(ControlSettings.KMS_KEY_ARN);
    bucket =
        encrypted(Bucket.Builder.create(this, "Bucket"), key)
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
            .enforceSsl(requiresTls)
            .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
            .lifecycleRules(
                List.of(
                    expiring("updates/", settings.get(ControlSettings.UPDATE_RETENTION_DAYS)),
                    expiring("partials/", settings.get(ControlSettings.UPDATE_RETENTION_DAYS)),
                    expiring("verdicts/", settings.get(ControlSettings.UPDATE_RETENTION_DAYS)),
                    expiring("rejected/", settings.get(ControlSettings.UPDATE_RETENTION_DAYS)),
                    expiring("masks/", settings.get(ControlSettings.UPDATE_RETENTION_DAYS)),
                    LifecycleRule.builder()
                        .id("unfinished-uploads")
                        .abortIncompleteMultipartUploadAfter(Duration.days(1))
                        .build()))
            .build();
    BucketRules rules = new BucketRules(bucket);
    rules.areWrittenOnce("UpdatesAreWrittenOnce", KeyTemplate.UPDATE.folderPattern());
    rules.clientsUseDefaults(
        key, KeyTemplate.UPDATE.folderPattern(), KeyTemplate.LEASE.folderPattern());
    settings
        .get(ControlSettings.HELPER_ROLE_ARN)
        .ifPresent(role -> helperStatements(role).forEach(bucket::addToResourcePolicy));
    Accepted.rule(
            "AwsSolutions-S1",
            "Access logs would be as many objects again as there are requests, in a second bucket"
                + " to pay for and to guard; where an audit asks for them, CloudTrail's data events"
                + " say who did what.")
        .on(bucket);
  }

  Bucket bucket() {
    return bucket;
  }

  private Bucket.Builder encrypted(Bucket.Builder builder, Optional<String> key) {
    return key.map(
            arn ->
                builder
                    .encryption(BucketEncryption.KMS)
                    .encryptionKey(Key.fromKeyArn(this, "Key", arn))
                    // One request to KMS for many objects.
                    .bucketKeyEnabled(true))
        .orElseGet(() -> builder.encryption(BucketEncryption.S3_MANAGED));
  }

  /** Sends a notification for every update to the queue. */
  void notify(Queues queues) {
    CfnBucket resource = (CfnBucket) bucket.getNode().getDefaultChild();
    resource.setNotificationConfiguration(
        CfnBucket.NotificationConfigurationProperty.builder()
            .queueConfigurations(
                List.of(
                    CfnBucket.QueueConfigurationProperty.builder()
                        .event("s3:ObjectCreated:*")
                        .queue(queues.updates().getQueueArn())
                        .filter(
                            CfnBucket.NotificationFilterProperty.builder()
                                .s3Key(
                                    CfnBucket.S3KeyFilterProperty.builder()
                                        .rules(
                                            List.of(
                                                rule("prefix", "updates/"),
                                                rule("suffix", ".safetensors")))
                                        .build())
                                .build())
                        .build()))
            .build());
    // S3 checks the queue when the notification is configured.
    resource.getNode().addDependency(queues.allowsNotification());
  }

  private static CfnBucket.FilterRuleProperty rule(String name, String value) {
    return CfnBucket.FilterRuleProperty.builder().name(name).value(value).build();
  }

  private static LifecycleRule expiring(String prefix, int days) {
    return LifecycleRule.builder()
        .id(prefix.replace("/", "") + "-expire")
        .prefix(prefix)
        .expiration(Duration.days(days))
        .build();
  }

  /**
   * What the helper may do: read whose masks are asked for, and write their sums. Its account's
   * policies must allow it, too.
   */
  private List<PolicyStatement> helperStatements(String role) {
    String bucketArn = bucket.getBucketArn();
    return List.of(
        Principals.allow("HelperReadsRequests", role)
            .actions(List.of("s3:GetObject"))
            .resources(StoreKeys.arns(bucketArn, KeyTemplate.UNMASK_REQUEST))
            .build(),
        Principals.allow("HelperWritesMaskSums", role)
            .actions(List.of("s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"))
            .resources(StoreKeys.arns(bucketArn, KeyTemplate.MASK_SUM))
            .build(),
        // So that S3 tells the helper that an object does not exist, and not that it is forbidden.
        Principals.allow(
                "HelperLists",
                role,
                Map.of(
                    "StringLike",
                    Map.of(
                        "s3:prefix",
                        List.of(
                            KeyTemplate.UNMASK_REQUEST.pattern(),
                            KeyTemplate.MASK_SUM.folderPattern()))))
            .actions(List.of("s3:ListBucket"))
            .resources(List.of(bucketArn))
            .build());
  }
}
