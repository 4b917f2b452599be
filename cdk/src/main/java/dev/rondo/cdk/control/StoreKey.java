package dev.rondo.cdk.control;

import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * The user's KMS key of the bucket, if the settings name one.
 *
 * @param arn the key
 * @param bucketArn the bucket
 * @param s3 the name of S3 as KMS sees it, such as s3.eu-west-1.amazonaws.com
 */
public record StoreKey(Optional<String> arn, String bucketArn, String s3) {

  static StoreKey of(Settings settings, IBucket bucket) {
    Stack stack = Stack.of(bucket);
    return new StoreKey(
        settings.get(ControlSettings.KMS_KEY_ARN),
        bucket.getBucketArn(),
        "s3.%s.%s".formatted(stack.getRegion(), stack.getUrlSuffix()));
  }

  /**
   * The permission to read and write encrypted objects: none without a key. The conditions permit
   * only what S3 asks for objects of the bucket.
   */
  public List<PolicyStatement> statements() {
    return arn.map(this::use).map(List::of).orElse(List.of());
  }

  private PolicyStatement use(String key) {
    return PolicyStatement.Builder.create()
        .sid("UseKey")
        .actions(List.of("kms:Decrypt", "kms:GenerateDataKey"))
        .resources(List.of(key))
        .conditions(
            Map.of(
                "StringEquals",
                Map.of("kms:ViaService", s3),
                "StringLike",
                Map.of("kms:EncryptionContext:aws:s3:arn", List.of(bucketArn, bucketArn + "/*"))))
        .build();
  }
}
