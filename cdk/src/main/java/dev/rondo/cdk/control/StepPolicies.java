package dev.rondo.cdk.control;

import static dev.rondo.cdk.control.StorePatterns.CANDIDATES;
import static dev.rondo.cdk.control.StorePatterns.CARD;
import static dev.rondo.cdk.control.StorePatterns.CONTRIBUTORS;
import static dev.rondo.cdk.control.StorePatterns.DISTANCES;
import static dev.rondo.cdk.control.StorePatterns.EVALUATION;
import static dev.rondo.cdk.control.StorePatterns.GROUP_SUMS;
import static dev.rondo.cdk.control.StorePatterns.JOB;
import static dev.rondo.cdk.control.StorePatterns.LATEST;
import static dev.rondo.cdk.control.StorePatterns.MODEL;
import static dev.rondo.cdk.control.StorePatterns.MODEL_CONFIGURATION;
import static dev.rondo.cdk.control.StorePatterns.NONCE_KEY;
import static dev.rondo.cdk.control.StorePatterns.PARTIALS;
import static dev.rondo.cdk.control.StorePatterns.PLAN;
import static dev.rondo.cdk.control.StorePatterns.PLAYER;
import static dev.rondo.cdk.control.StorePatterns.REJECTIONS;
import static dev.rondo.cdk.control.StorePatterns.RESULT;
import static dev.rondo.cdk.control.StorePatterns.SEATS;
import static dev.rondo.cdk.control.StorePatterns.SHARD;
import static dev.rondo.cdk.control.StorePatterns.TEST_DATA;
import static dev.rondo.cdk.control.StorePatterns.TOKEN;
import static dev.rondo.cdk.control.StorePatterns.UPDATES;
import static dev.rondo.cdk.control.StorePatterns.UPLOAD;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * What each step may do: exactly what the class of that name in core reads, writes and lists.
 *
 * <p>Listing is limited to the keys that a step looks for. It also decides what S3 answers about an
 * object that is not there: 404 to whoever may list that key, 403 to everyone else; a step must be
 * able to tell.
 *
 * @param bucketArn the store
 * @param taskQueueArn where seats are published
 * @param sendMessages the permissions to do that
 * @param updateQueueArn where the word of an upload comes from
 * @param answersRounds the resource of the permission to answer a round that waits
 * @param roundExecutionsArn its executions, all of them
 */
record StepPolicies(
    String bucketArn,
    String taskQueueArn,
    List<String> sendMessages,
    String updateQueueArn,
    String answersRounds,
    String roundExecutionsArn) {

  List<PolicyStatement> of(Step step) {
    return switch (step) {
      case OPEN_ROUND -> openRound();
      case AWAIT_QUORUM -> awaitQuorum();
      case FOLD_UPDATES -> foldUpdates();
      case AGGREGATE -> aggregate();
      case FOLD_SHARD -> foldShard();
      case EVALUATE -> evaluate();
      case CLOSE_ROUND -> closeRound();
    };
  }

  private List<PolicyStatement> openRound() {
    return List.of(
        read(JOB, LATEST, CARD, MODEL, PLAN, PLAYER, SEATS, CONTRIBUTORS, RESULT, NONCE_KEY),
        write(LATEST, PLAN, PLAYER, SEATS, NONCE_KEY),
        list("jobs/*", NONCE_KEY),
        allow("PublishSeats", sendMessages, taskQueueArn),
        allow("IsPlayerRunning", List.of("states:DescribeExecution"), roundExecutionsArn));
  }

  private List<PolicyStatement> awaitQuorum() {
    return List.of(
        read(PLAN, CONTRIBUTORS, TOKEN, PARTIALS),
        write(TOKEN),
        list("jobs/*", PARTIALS),
        wakeRound());
  }

  private List<PolicyStatement> foldUpdates() {
    return List.of(
        read(PLAN, RESULT, CONTRIBUTORS, TOKEN, UPDATES, PARTIALS, REJECTIONS),
        write(PARTIALS, REJECTIONS),
        list("jobs/*", UPDATES, PARTIALS, REJECTIONS),
        allow(
            "TakeEvents",
            List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
            updateQueueArn),
        wakeRound());
  }

  private List<PolicyStatement> aggregate() {
    return List.of(
        read(
            JOB,
            LATEST,
            CARD,
            MODEL,
            PLAN,
            CANDIDATES,
            CONTRIBUTORS,
            UPLOAD,
            SHARD,
            DISTANCES,
            UPDATES,
            PARTIALS,
            REJECTIONS),
        write(LATEST, CARD, MODEL, CANDIDATES, CONTRIBUTORS, UPLOAD, PARTIALS, REJECTIONS),
        giveUpUploads(),
        list("jobs/*", UPDATES, PARTIALS, REJECTIONS));
  }

  private List<PolicyStatement> foldShard() {
    return List.of(
        read(
            JOB,
            CARD,
            MODEL,
            PLAN,
            CANDIDATES,
            CONTRIBUTORS,
            UPLOAD,
            SHARD,
            DISTANCES,
            UPDATES,
            PARTIALS),
        write(MODEL, UPLOAD, SHARD, DISTANCES, GROUP_SUMS),
        giveUpUploads(),
        list("jobs/*", UPDATES, PARTIALS));
  }

  private PolicyStatement giveUpUploads() {
    return allow(
        "GiveUpUploads",
        List.of("s3:AbortMultipartUpload"),
        StorePatterns.in(bucketArn, MODEL).toArray(String[]::new));
  }

  private List<PolicyStatement> evaluate() {
    return List.of(
        read(MODEL_CONFIGURATION, CARD, EVALUATION, MODEL, PLAN, TEST_DATA),
        write(EVALUATION),
        list("jobs/*", TEST_DATA));
  }

  private List<PolicyStatement> closeRound() {
    return List.of(
        read(
            JOB,
            LATEST,
            CARD,
            EVALUATION,
            PLAN,
            CONTRIBUTORS,
            RESULT,
            UPDATES,
            PARTIALS,
            REJECTIONS),
        write(LATEST, RESULT, REJECTIONS),
        list("jobs/*", UPDATES, PARTIALS, REJECTIONS));
  }

  private PolicyStatement read(String... keys) {
    return allow(
        "Read", List.of("s3:GetObject"), StorePatterns.in(bucketArn, keys).toArray(String[]::new));
  }

  private PolicyStatement write(String... keys) {
    return allow(
        "Write", List.of("s3:PutObject"), StorePatterns.in(bucketArn, keys).toArray(String[]::new));
  }

  private PolicyStatement list(String... prefixes) {
    return PolicyStatement.Builder.create()
        .sid("List")
        .actions(List.of("s3:ListBucket"))
        .resources(List.of(bucketArn))
        .conditions(Map.of("StringLike", Map.of("s3:prefix", List.of(prefixes))))
        .build();
  }

  private PolicyStatement wakeRound() {
    return allow("WakeRound", List.of("states:SendTaskSuccess"), answersRounds);
  }

  private static PolicyStatement allow(String sid, List<String> actions, String... resources) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .actions(actions)
        .resources(Arrays.asList(resources))
        .build();
  }
}
