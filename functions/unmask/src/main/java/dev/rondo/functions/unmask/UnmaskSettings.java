package dev.rondo.functions.unmask;

import dev.rondo.settings.Field;
import dev.rondo.settings.Kinds;
import dev.rondo.unmasking.Unmask;

/** The settings of the helper's function, besides those that every function has. */
final class UnmaskSettings {

  static final Field<String> JOB_BUCKET =
      Field.required(
          "job_bucket",
          Kinds.bucket(),
          "the stack output BucketName of the control stack",
          "bucket of the jobs, in the account that aggregates");

  static final Field<String> HELPER_KEY_ARN =
      Field.required(
          "helper_key_arn",
          Kinds.matching(
              "arn",
              "arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-zA-Z-]+",
              "the ARN of a KMS key"),
          "see the stack output KeyArn",
          "key that encrypts the helper's private key");

  static final Field<Integer> HELPER_MINIMUM =
      Field.of(
          "helper_minimum",
          Kinds.integer(Unmask.LEAST, 100_000),
          Integer.toString(Unmask.LEAST),
          "contributors of a sum at least");

  private UnmaskSettings() {}
}
