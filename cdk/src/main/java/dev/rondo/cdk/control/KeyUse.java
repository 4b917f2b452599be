package dev.rondo.cdk.control;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * The use of a KMS key by S3, for objects of one bucket and nothing else.
 *
 * @param s3 the name of S3 as KMS sees it, such as s3.eu-west-1.amazonaws.com
 * @param bucketArn the bucket
 */
public record KeyUse(String s3, String bucketArn) {

  /** By S3 in the region of a stack. */
  public static KeyUse in(Stack stack, String bucketArn) {
    return new KeyUse("s3.%s.%s".formatted(stack.getRegion(), stack.getUrlSuffix()), bucketArn);
  }

  /**
   * The permission. Its conditions permit only what S3 asks for objects of the bucket.
   *
   * @param keyArn the key, or a pattern of keys
   */
  public PolicyStatement allow(String sid, List<String> actions, String keyArn) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .actions(actions)
        .resources(List.of(keyArn))
        .conditions(
            Map.of(
                "StringEquals",
                Map.of("kms:ViaService", s3),
                "StringLike",
                Map.of("kms:EncryptionContext:aws:s3:arn", List.of(bucketArn, bucketArn + "/*"))))
        .build();
  }
}
