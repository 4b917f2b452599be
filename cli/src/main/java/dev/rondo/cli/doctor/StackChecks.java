package dev.rondo.cli.doctor;

import dev.rondo.operations.account.Account;
import dev.rondo.operations.account.BucketPrivacy;
import dev.rondo.operations.account.Concurrency;
import dev.rondo.operations.account.KeyState;
import dev.rondo.operations.account.QueueDepth;
import dev.rondo.operations.account.StackOutputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/** Checks what is independent of jobs: outputs, bucket, functions, concurrency, queues. */
final class StackChecks {

  /** The functions of a round run one at a time; the second one is for retries. */
  private static final int BESIDE_WORKERS = 2;

  /** More waiting events than this mean that the workers are too slow. */
  private static final int MANY_EVENTS = 1000;

  private static final List<String> OUTPUTS =
      List.of(
          "BucketName",
          "TaskQueueUrl",
          "UpdateQueueUrl",
          "UpdateDeadLetterQueueUrl",
          "RoundStateMachineArn",
          "TrainingStateMachineArn");
  private static final String FUNCTION = "FunctionName";
  private static final String WORKER = "FoldUpdates";

  private final Account account;
  private final StackOutputs outputs;

  StackChecks(Account account, StackOutputs outputs) {
    this.account = account;
    this.outputs = outputs;
  }

  static Finding stack(StackOutputs outputs) {
    List<String> missing =
        OUTPUTS.stream().filter(output -> !outputs.values().containsKey(output)).toList();
    String deploy = "cd cdk && cdk deploy " + outputs.stack();
    if (!missing.isEmpty()) {
      return Finding.wrong(
          "stack",
          "%s (%s) has no %s"
              .formatted(outputs.stack(), outputs.status(), String.join(", ", missing)),
          "it is not a control stack, or another version deployed it: " + deploy);
    }
    return outputs.isWhole()
        ? Finding.ok("stack", outputs.stack() + " is " + outputs.status())
        : Finding.wrong(
            "stack",
            outputs.stack() + " is " + outputs.status(),
            "wait if it is in progress; otherwise read its events in CloudFormation, then "
                + deploy);
  }

  List<Finding> bucket() {
    return bucket(account, outputs.require("BucketName"));
  }

  static List<Finding> bucket(Account account, String bucket) {
    BucketPrivacy privacy = account.privacy(bucket);
    if (privacy.publicPolicy() || !privacy.blocked()) {
      return List.of(
          Finding.wrong(
              "bucket",
              privacy.publicPolicy()
                  ? bucket + " is PUBLIC by its policy"
                  : bucket + " does not block public access",
              "aws s3api put-public-access-block --bucket "
                  + bucket
                  + " --public-access-block-configuration"
                  + " BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"));
    }
    return List.of(Finding.ok("bucket", bucket + " is accessible and private"));
  }

  /** Without its key, nobody can read or write the bucket's objects. */
  List<Finding> key() {
    return account.key(outputs.require("BucketName")).stream()
        .map(key -> key(account, key))
        .toList();
  }

  static Finding key(Account account, String key) {
    Optional<KeyState> found = account.keyState(key);
    if (found.isEmpty()) {
      return Finding.wrong(
          "key",
          "KMS key " + key + " does not exist, so nobody can read the bucket's objects",
          "a deleted key cannot be restored. Deploy a new control stack with another key (setting"
              + " kms_key_arn)");
    }
    String state = found.get().state();
    String says =
        "KMS key %s is %s%s"
            .formatted(key, state, found.get().deletedAt().map(at -> " until " + at).orElse(""));
    return switch (state) {
      case "Enabled" -> Finding.ok("key", says);
      case "Creating", "Updating" -> Finding.note("key", says, "check again in some minutes");
      case "Disabled" ->
          Finding.wrong(
              "key",
              says + ", so nobody can read or write the bucket's objects",
              "aws kms enable-key --key-id " + key);
      case "PendingDeletion" ->
          Finding.wrong(
              "key",
              says + ", then KMS deletes it, and all objects of the bucket are lost",
              "aws kms cancel-key-deletion --key-id %s, then aws kms enable-key --key-id %s"
                  .formatted(key, key));
      default ->
          Finding.wrong(
              "key",
              says + ", so nobody can read or write the bucket's objects",
              "aws kms describe-key --key-id " + key);
    };
  }

  List<Finding> functions() {
    List<Finding> findings = new ArrayList<>();
    for (String output : new TreeSet<>(outputs.values().keySet())) {
      if (output.endsWith(FUNCTION)) {
        String step = output.substring(0, output.length() - FUNCTION.length());
        CalledFunction.finding(step, account.function(outputs.require(output), alias(step)))
            .ifPresent(findings::add);
      }
    }
    if (findings.isEmpty()) {
      findings.add(Finding.ok("functions", "all functions are active"));
    }
    return findings;
  }

  private Optional<String> function(String step) {
    return Optional.ofNullable(outputs.values().get(step + FUNCTION));
  }

  /** Rounds invoke a published version, which has a snapshot; $LATEST has none. */
  private Optional<String> alias(String step) {
    return Optional.ofNullable(outputs.values().get(step + "FunctionAlias"));
  }

  List<Finding> concurrency() {
    Concurrency found = account.concurrency();
    OptionalInt workers =
        function(WORKER)
            .map(worker -> account.largestConcurrency(worker, alias(WORKER)))
            .orElse(OptionalInt.empty());
    int wanted = workers.orElse(0) + BESIDE_WORKERS;
    String says =
        "the quota is %s concurrent functions, of which %s are unreserved"
            .formatted(found.limit(), found.unreserved());
    if (found.unreserved() >= wanted) {
      return List.of(Finding.ok("concurrency", says));
    }
    return List.of(
        Finding.note(
            "concurrency",
            says + "; the workers alone can use %s".formatted(workers.orElse(0)),
            "rounds with many clients are slower, and other functions in the account may be"
                + " throttled. To request a higher quota: aws service-quotas"
                + " request-service-quota-increase --service-code lambda --quota-code L-B99A9384"
                + " --desired-value 1000"));
  }

  List<Finding> queues() {
    List<Finding> findings = new ArrayList<>();
    QueueDepth dead = account.depth(outputs.require("UpdateDeadLetterQueueUrl"));
    findings.add(
        dead.waiting() + dead.held() == 0
            ? Finding.ok("dead letters", "none")
            : Finding.wrong(
                "dead letters",
                "%s upload events could not be processed".formatted(dead.waiting() + dead.held()),
                "read the log of FoldUpdates, fix the cause, then redrive the events: aws sqs"
                    + " start-message-move-task --source-arn "
                    + dead.arn()
                    + " (no update is lost: each round also aggregates unprocessed updates)"));
    QueueDepth updates = account.depth(outputs.require("UpdateQueueUrl"));
    findings.add(
        updates.waiting() < MANY_EVENTS
            ? Finding.ok(
                "update events",
                "%s waiting, %s in progress".formatted(updates.waiting(), updates.held()))
            : Finding.wrong(
                "update events",
                "%s waiting, %s in progress".formatted(updates.waiting(), updates.held()),
                "the workers are too slow: check the errors and throttles of FoldUpdates, and the"
                    + " concurrency above"));
    QueueDepth seats = account.depth(outputs.require("TaskQueueUrl"));
    findings.add(
        Finding.ok("seats", "%s waiting, %s taken".formatted(seats.waiting(), seats.held())));
    return findings;
  }
}
