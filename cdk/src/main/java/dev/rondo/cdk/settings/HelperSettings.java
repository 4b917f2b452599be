package dev.rondo.cdk.settings;

import static dev.rondo.settings.Kinds.integer;

import dev.rondo.settings.Field;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Schema;
import java.util.Optional;

/**
 * The settings of the helper's stack, which is for another account than the one that aggregates:
 * that one is account A.
 */
public final class HelperSettings {

  /** Of two contributors, each would learn the other's update from their sum. */
  private static final int LEAST = 3;

  private static final Schema.Builder FIELDS = Schema.builder(Naming.CONTEXT);

  public static final Field<Optional<String>> ACCOUNT_A_ID =
      FIELDS.add(
          "helper_account_a_id",
          Kinds.optional(Kinds.matching("id", "[0-9]{12}", "the 12 digits of an AWS account's id")),
          "",
          "account that aggregates, and may call the helper; with it, the app has the helper's"
              + " stack");
  public static final Field<Optional<String>> ACCOUNT_A_BUCKET =
      FIELDS.add(
          "helper_account_a_bucket",
          Kinds.optional(Kinds.bucket()),
          "",
          "bucket of its control stack, in the same region; the output BucketName");
  public static final Field<Optional<String>> ACCOUNT_A_KEY_ARN =
      FIELDS.add("helper_account_a_key_arn", Arns.key(), "", "its kms_key_arn, if it has set one");
  public static final Field<Optional<String>> EC2_CLIENT_ROLE_ARN =
      FIELDS.add(
          "helper_ec2_client_role_arn",
          Arns.role(),
          "",
          "role of its clients on EC2, the output ClientRoleArn: each may write its own sealed"
              + " seeds");
  public static final Field<Optional<String>> EKS_CLIENT_ROLE_ARN =
      FIELDS.add("helper_eks_client_role_arn", Arns.role(), "", "the same for its clients on EKS");
  public static final Field<Integer> MINIMUM =
      FIELDS.add(
          "helper_minimum",
          integer(LEAST, 100_000),
          String.valueOf(LEAST),
          "contributors of a sum of masks at least; the helper refuses fewer");
  public static final Field<Integer> SEED_RETENTION_DAYS =
      FIELDS.add(
          "helper_seed_retention_days",
          integer(6, 3650),
          "7",
          "days after which sealed seeds are deleted; longer than the longest deadline of a round,"
              + " which is 5 days");
  public static final Field<Integer> MEMORY_MB =
      FIELDS.add(
          "helper_memory_mb",
          integer(512, 10_240),
          "1769",
          "memory of the helper's function, which has one CPU for each 1,769 MB");

  static final Schema SCHEMA =
      FIELDS
          .rule(
              ACCOUNT_A_ID,
              v -> v.get(ACCOUNT_A_ID).isEmpty() || v.get(ACCOUNT_A_BUCKET).isPresent(),
              "needs helper_account_a_bucket, the bucket of the control stack")
          .rule(
              ACCOUNT_A_BUCKET,
              v -> v.get(ACCOUNT_A_BUCKET).isEmpty() || v.get(ACCOUNT_A_ID).isPresent(),
              "needs helper_account_a_id, the account of the bucket")
          .build();

  private HelperSettings() {}
}
