package dev.rondo.cdk.settings;

import static dev.rondo.settings.Kinds.integer;

import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.Workers;
import dev.rondo.settings.Field;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Schema;
import dev.rondo.settings.Values;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The settings of the control stack. */
public final class ControlSettings {

  /** What CloudWatch Logs offers. */
  private static final List<Integer> RETENTIONS =
      List.of(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653);

  private static final int LEAST_MB = 512;
  private static final int MOST_MB = 10_240;

  private static final Schema.Builder FIELDS = Schema.builder(Naming.CONTEXT);

  public static final Field<Optional<String>> ALARM_EMAIL =
      FIELDS.add(
          "alarm_email",
          Kinds.optional(
              Kinds.matching("email", "[^@\\s,]+@[^@\\s,]+\\.[^@\\s,]+", "an e-mail address")),
          "",
          "address that receives alarms; it must be confirmed once");
  public static final Field<Integer> ROUND_OVERDUE_MINUTES =
      FIELDS.add(
          "round_overdue_minutes",
          integer(5, 1440),
          "60",
          "minutes after which a started round without any finished round raises an alarm");
  public static final Field<Integer> LOG_RETENTION_DAYS =
      FIELDS.add(
          "log_retention_days",
          Kinds.choice(RETENTIONS, String::valueOf),
          "30",
          "days after which log lines are deleted; a retention that CloudWatch offers");
  public static final Field<Integer> UPDATE_RETENTION_DAYS =
      FIELDS.add(
          "update_retention_days",
          integer(6, 3650),
          "7",
          "days after which client updates, partial aggregates and rejections are deleted; longer"
              + " than the longest deadline of a round, which is 5 days");
  static final Field<Integer> LARGEST_MODEL_MB =
      FIELDS.add(
          "largest_model_mb",
          integer(1, 10_000),
          "100",
          "size of the largest model of any job, in MB; the defaults of the fold settings follow"
              + " from it ([scale.md](scale.md))");
  public static final Field<Integer> FOLD_MEMORY_MB =
      FIELDS.add(
          "fold_memory_mb",
          integer(LEAST_MB, MOST_MB),
          "512",
          "memory of a worker; larger models are aggregated in parts");
  public static final Field<Integer> FOLD_CONCURRENCY =
      FIELDS.add(
          byModel(
              "fold_concurrency",
              2,
              1000,
              Workers::concurrency,
              "maximum number of workers at the same time"));
  public static final Field<Integer> FOLD_BATCH_SIZE =
      FIELDS.add(
          byModel(
              "fold_batch_size",
              1,
              10_000,
              Workers::batch,
              "maximum number of uploads that a worker takes at once"));
  public static final Field<Integer> FOLD_BATCH_WINDOW_SECONDS =
      FIELDS.add(
          byModel(
              "fold_batch_window_seconds",
              0,
              300,
              Workers::windowSeconds,
              "seconds for which a batch is gathered; longer means fewer calls and a later"
                  + " quorum"));
  public static final Field<Integer> PART_CONCURRENCY =
      FIELDS.add(
          "part_concurrency",
          integer(1, AggregationModel.MAP_CONCURRENCY),
          String.valueOf(AggregationModel.MAP_CONCURRENCY),
          "maximum number of model parts or groups that a round folds, or asks the helper for, at"
              + " the same time; lower it if your account or the helper's may run fewer functions"
              + " at once");
  public static final Field<Integer> AGGREGATE_MEMORY_MB =
      FIELDS.add(
          "aggregate_memory_mb",
          integer(LEAST_MB, MOST_MB),
          "1024",
          "memory of the aggregation; larger models are aggregated in parts");
  public static final Field<Integer> EVALUATE_MEMORY_MB =
      FIELDS.add("evaluate_memory_mb", integer(1024, MOST_MB), "3008", "memory of the evaluation");
  public static final Field<Integer> EVALUATE_TMP_MB =
      FIELDS.add(
          "evaluate_tmp_mb",
          integer(512, MOST_MB),
          "1024",
          "disk of the evaluation, where DL4J unpacks its native libraries");
  public static final Field<Optional<String>> KMS_KEY_ARN =
      FIELDS.add(
          "kms_key_arn",
          Arns.key(),
          "",
          "your own key for the bucket, instead of S3's; in the stack's region (see below)");
  public static final Field<Optional<String>> FUNCTIONS_VPC_ID =
      FIELDS.add(
          "functions_vpc_id",
          Kinds.optional(
              Kinds.matching("id", "vpc-[0-9a-f]{8,17}", "a VPC id such as vpc-12345678")),
          "",
          "your own VPC that the functions run in (see below); without it they run in none");
  public static final Field<List<String>> FUNCTIONS_SUBNET_IDS =
      FIELDS.add(
          "functions_subnet_ids",
          Kinds.list(
              Kinds.matching("id", "subnet-[0-9a-f]{8,17}", "a subnet id such as subnet-12345678")),
          "",
          "private subnets of this VPC");
  public static final Field<Optional<String>> FUNCTIONS_SECURITY_GROUP_ID =
      FIELDS.add(
          "functions_security_group_id",
          Kinds.optional(
              Kinds.matching("id", "sg-[0-9a-f]{8,17}", "a security group id such as sg-12345678")),
          "",
          "your own security group in this VPC; the default one allows nothing in and HTTPS out");
  public static final Field<Boolean> FUNCTIONS_LEAVE_VPC =
      FIELDS.add(
          "functions_leave_vpc",
          Kinds.bool(),
          "false",
          "take the functions out of this VPC, but keep what Lambda needs to release its network"
              + " interfaces (see below)");
  public static final Field<Optional<String>> HELPER_FUNCTION_ARN =
      FIELDS.add(
          "helper_function_arn",
          Arns.function(),
          "",
          "function of the helper that rounds with secure aggregation call; the output"
              + " HelperFunctionArn of its stack (see below)");
  public static final Field<Optional<String>> HELPER_ROLE_ARN =
      FIELDS.add(
          "helper_role_arn",
          Arns.role(),
          "",
          "role of this function, which may read requests and write sums of masks in the bucket;"
              + " the output HelperRoleArn");
  public static final Field<Optional<String>> HELPER_BUCKET =
      FIELDS.add(
          "helper_bucket",
          Kinds.optional(Kinds.bucket()),
          "",
          "bucket of the helper, into which clients on EC2 and EKS may write their own sealed"
              + " seeds; the output HelperBucketName");
  public static final Field<Optional<String>> HELPER_PUBLIC_KEY =
      FIELDS.add(
          "helper_public_key",
          Kinds.optional(Kinds.matching("key", "[A-Za-z0-9+/]{43}=", "32 bytes in Base64")),
          "",
          "public key of the helper, as its operator has given it; with it, clients on EC2 and EKS"
              + " have keys of their own and send masked updates only (see below)");
  public static final Field<Boolean> EMULATOR =
      FIELDS.add("emulator", Kinds.bool(), "false", "deploy to an emulator of AWS (see below)");
  public static final Field<Integer> EMULATOR_TIMEOUT_SECONDS =
      FIELDS.add(
          "emulator_timeout_seconds",
          integer(1, 86_400),
          "600",
          "how long a round waits for its quorum on the emulator");

  static final Schema SCHEMA =
      FIELDS
          .rule(
              EMULATOR_TIMEOUT_SECONDS,
              v -> v.get(EMULATOR) || !v.isGiven(EMULATOR_TIMEOUT_SECONDS),
              "is only for the emulator; on AWS the deadline of a round counts")
          .rule(
              KMS_KEY_ARN,
              v -> v.get(KMS_KEY_ARN).isEmpty() || !v.get(EMULATOR),
              "is only for AWS; leave it out for the emulator")
          .rule(
              FUNCTIONS_VPC_ID,
              v -> v.get(FUNCTIONS_VPC_ID).isEmpty() || !v.get(EMULATOR),
              "is only for AWS; leave it out for the emulator")
          .rule(
              FUNCTIONS_VPC_ID,
              v -> v.get(FUNCTIONS_VPC_ID).isEmpty() || !v.get(FUNCTIONS_SUBNET_IDS).isEmpty(),
              "needs functions_subnet_ids, private subnets of the VPC")
          .rule(
              FUNCTIONS_SUBNET_IDS,
              v -> v.get(FUNCTIONS_SUBNET_IDS).isEmpty() || v.get(FUNCTIONS_VPC_ID).isPresent(),
              "needs functions_vpc_id, the VPC of the subnets")
          .rule(
              FUNCTIONS_SECURITY_GROUP_ID,
              v ->
                  v.get(FUNCTIONS_SECURITY_GROUP_ID).isEmpty()
                      || v.get(FUNCTIONS_VPC_ID).isPresent(),
              "needs functions_vpc_id, the VPC of the security group")
          .rule(
              FUNCTIONS_LEAVE_VPC,
              v -> !v.get(FUNCTIONS_LEAVE_VPC) || v.get(FUNCTIONS_VPC_ID).isPresent(),
              "needs functions_vpc_id, the VPC that the functions leave")
          .rule(
              HELPER_FUNCTION_ARN,
              v ->
                  v.get(HELPER_FUNCTION_ARN).isPresent() == v.get(HELPER_ROLE_ARN).isPresent()
                      && v.get(HELPER_FUNCTION_ARN).isPresent() == v.get(HELPER_BUCKET).isPresent(),
              "needs helper_role_arn and helper_bucket, and they need it")
          .rule(
              HELPER_PUBLIC_KEY,
              v -> v.get(HELPER_PUBLIC_KEY).isEmpty() || v.get(HELPER_BUCKET).isPresent(),
              "needs helper_bucket, the bucket of this helper")
          .rule(
              FOLD_BATCH_SIZE,
              v -> v.get(FOLD_BATCH_SIZE) <= 10 || v.get(FOLD_BATCH_WINDOW_SECONDS) >= 1,
              "above 10 needs a fold_batch_window_seconds of at least 1")
          .rule(
              FOLD_BATCH_SIZE,
              v -> Workers.isInTime(v.get(FOLD_BATCH_SIZE), modelBytes(v)),
              v ->
                  "is more than a worker can read in %s s with largest_model_mb %s; use at most %s"
                      .formatted(Workers.MOST_SECONDS, v.get(LARGEST_MODEL_MB), workers(v).batch()))
          .build();

  private ControlSettings() {}

  /** A setting of the workers whose default suits the largest model. */
  private static Field<Integer> byModel(
      String key, int from, int to, Function<Workers, Integer> byDefault, String description) {
    long standard = 100_000_000L;
    String words = byDefault.apply(Workers.forModel(standard)) + " at the default model size";
    return Field.derived(
        key, integer(from, to), words, v -> byDefault.apply(workers(v)), description);
  }

  private static Workers workers(Values values) {
    return Workers.forModel(modelBytes(values));
  }

  private static long modelBytes(Values values) {
    return values.get(LARGEST_MODEL_MB) * 1_000_000L;
  }
}
