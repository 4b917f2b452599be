package dev.rondo.cdk.control;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.s3.Bucket;

/** What a bucket refuses, whoever asks. Each method adds statements to the bucket's policy. */
public final class BucketRules {

  private static final String CLASS = "s3:x-amz-storage-class";
  private static final String ENCRYPTION = "s3:x-amz-server-side-encryption";
  private static final String KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id";

  private final Bucket bucket;

  public BucketRules(Bucket bucket) {
    this.bucket = bucket;
  }

  /**
   * Nobody can replace these objects, not even whoever has written them. The second condition
   * exempts the parts of a multipart upload, which cannot have If-None-Match; the completion has
   * it.
   *
   * @param patterns of keys
   */
  public void areWrittenOnce(String sid, String... patterns) {
    bucket.addToResourcePolicy(
        denied(sid, "s3:PutObject", patterns)
            .conditions(
                Map.of(
                    "Null", Map.of("s3:if-none-match", "true"),
                    "Bool", Map.of("s3:ObjectCreationOperation", "true")))
            .build());
  }

  /** Nobody can delete these objects; whoever can change the policy can. */
  public void areKept(String sid, String... patterns) {
    bucket.addToResourcePolicy(denied(sid, "s3:DeleteObject", patterns).build());
  }

  /**
   * A client that says how an object is stored says what is the default. An update or a lease in an
   * archive, or with another key, could not be read: every step that tries would fail.
   *
   * @param key the user's key of the bucket, if it has one
   * @param patterns of the keys that clients write
   */
  public void clientsUseDefaults(Optional<String> key, String... patterns) {
    clientsUse("Encryption", ENCRYPTION, key.isPresent() ? "aws:kms" : "AES256", patterns);
    clientsUse("StorageClass", CLASS, "STANDARD", patterns);
    key.ifPresent(arn -> clientsUse("Key", KEY, arn, patterns));
    String header = "s3:x-amz-server-side-encryption-customer-algorithm";
    bucket.addToResourcePolicy(
        denied("NoKeysOfClients", "s3:PutObject", patterns)
            .conditions(Map.of("Null", Map.of(header, "false")))
            .build());
  }

  private void clientsUse(String what, String header, String value, String... patterns) {
    bucket.addToResourcePolicy(
        denied("ClientsUseDefault" + what, "s3:PutObject", patterns)
            .conditions(
                Map.of("Null", Map.of(header, "false"), "StringNotEquals", Map.of(header, value)))
            .build());
  }

  private PolicyStatement.Builder denied(String sid, String action, String... patterns) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .effect(Effect.DENY)
        .principals(List.of(new AnyPrincipal()))
        .actions(List.of(action))
        .resources(
            Arrays.stream(patterns).map(pattern -> bucket.getBucketArn() + "/" + pattern).toList());
  }
}
