package dev.rondo.cdk.helper;

import dev.rondo.cdk.clients.ClientPolicy;
import dev.rondo.cdk.control.BucketRules;
import dev.rondo.cdk.control.Principals;
import dev.rondo.cdk.nag.Accepted;
import dev.rondo.cdk.settings.HelperSettings;
import dev.rondo.cdk.settings.Settings;
import dev.rondo.protocol.store.KeyTemplate;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.constructs.Construct;

/**
 * The helper's bucket: private, encrypted, TLS only, and kept when the stack is deleted. Sealed
 * seeds expire. What the helper has frozen does not, because there is no second sum for a round,
 * for ever.
 *
 * <p>A client of the other account may write its own sealed seeds and nothing else: its id is in
 * the key, and IAM fills it in from the client's credentials.
 */
final class HelperStore extends Construct {

  /** The longest time from one release of a job with correlated noise to the next. */
  private static final int NOISE_RETENTION_DAYS = 365;

  private final Bucket bucket;

  HelperStore(Construct scope, Settings settings, boolean requiresTls) {
    super(scope, "Store");
    bucket =
        Bucket.Builder.create(this, "Bucket")
            .encryption(BucketEncryption.S3_MANAGED)
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
            .enforceSsl(requiresTls)
            .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .id("seeds-expire")
                        .prefix("seeds/")
                        .expiration(Duration.days(settings.get(HelperSettings.SEED_RETENTION_DAYS)))
                        .build(),
                    LifecycleRule.builder()
                        .id("noise-buffers-expire")
                        .prefix("noise/")
                        .expiration(Duration.days(NOISE_RETENTION_DAYS))
                        .build(),
                    LifecycleRule.builder()
                        .id("unfinished-uploads")
                        .abortIncompleteMultipartUploadAfter(Duration.days(1))
                        .build()))
            .build();
    BucketRules rules = new BucketRules(bucket);
    rules.areWrittenOnce(
        "AreWrittenOnce",
        KeyTemplate.SEALED_SEED.folderPattern(),
        KeyTemplate.UNMASKED.folderPattern(),
        KeyTemplate.NOISE_BUFFERS.folderPattern(),
        KeyTemplate.HELPER_KEY.pattern());
    rules.areKept("FrozenSetsAreKept", KeyTemplate.UNMASKED.folderPattern());
    rules.clientsUseDefaults(Optional.empty(), KeyTemplate.SEALED_SEED.folderPattern());
    settings
        .get(HelperSettings.EC2_CLIENT_ROLE_ARN)
        .ifPresent(role -> clientsWriteSeeds("Ec2Clients", role, ClientPolicy.EC2_ID));
    settings
        .get(HelperSettings.EKS_CLIENT_ROLE_ARN)
        .ifPresent(role -> clientsWriteSeeds("EksClients", role, ClientPolicy.EKS_ID));
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

  private void clientsWriteSeeds(String clients, String role, String id) {
    bucket.addToResourcePolicy(
        Principals.allow(clients + "WriteOwnSeeds", role)
            .actions(List.of("s3:PutObject"))
            .resources(
                List.of(bucket.getBucketArn() + "/" + KeyTemplate.SEALED_SEED.patternOfClient(id)))
            .build());
  }
}
