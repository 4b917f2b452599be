package dev.rondo.cdk.control;

import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * The user's KMS key of the bucket, if the settings name one.
 *
 * @param arn the key
 * @param use what it is for
 */
public record StoreKey(Optional<String> arn, KeyUse use) {

  static StoreKey of(Settings settings, IBucket bucket) {
    return new StoreKey(
        settings.get(ControlSettings.KMS_KEY_ARN),
        KeyUse.in(Stack.of(bucket), bucket.getBucketArn()));
  }

  /** The permission to read and write encrypted objects: none without a key. */
  public List<PolicyStatement> statements() {
    return arn.map(
            key -> List.of(use.allow("UseKey", List.of("kms:Decrypt", "kms:GenerateDataKey"), key)))
        .orElse(List.of());
  }
}
