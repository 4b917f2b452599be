package dev.rondo.cdk.settings;

import dev.rondo.settings.Kind;
import dev.rondo.settings.Kinds;
import java.util.Optional;

/** Names of resources of other stacks and accounts. */
final class Arns {

  private Arns() {}

  static Kind<Optional<String>> key() {
    return optional(
        "arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-zA-Z-]+", "the ARN of a KMS key");
  }

  static Kind<Optional<String>> role() {
    return optional("arn:[a-z-]+:iam::[0-9]{12}:role/[\\w+=,.@/-]+", "the ARN of a role");
  }

  static Kind<Optional<String>> function() {
    return optional(
        "arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[\\w-]+(:[\\w$-]+)?",
        "the ARN of a Lambda function or of its alias");
  }

  private static Kind<Optional<String>> optional(String form, String words) {
    return Kinds.optional(Kinds.matching("arn", form, words));
  }
}
