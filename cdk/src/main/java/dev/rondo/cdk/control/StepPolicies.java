package dev.rondo.cdk.control;

import static dev.rondo.protocol.store.KeyTemplate.CANDIDATES;
import static dev.rondo.protocol.store.KeyTemplate.DATA_INDEX;
import static dev.rondo.protocol.store.KeyTemplate.DECISION;
import static dev.rondo.protocol.store.KeyTemplate.DISTANCES;
import static dev.rondo.protocol.store.KeyTemplate.DUPLICATE;
import static dev.rondo.protocol.store.KeyTemplate.EVALUATION;
import static dev.rondo.protocol.store.KeyTemplate.GROUP_SUM;
import static dev.rondo.protocol.store.KeyTemplate.JOB;
import static dev.rondo.protocol.store.KeyTemplate.LATEST;
import static dev.rondo.protocol.store.KeyTemplate.LEASE;
import static dev.rondo.protocol.store.KeyTemplate.MANIFEST;
import static dev.rondo.protocol.store.KeyTemplate.MASK_SUM;
import static dev.rondo.protocol.store.KeyTemplate.MODEL;
import static dev.rondo.protocol.store.KeyTemplate.MODEL_CONFIGURATION;
import static dev.rondo.protocol.store.KeyTemplate.NOISE_SECRET;
import static dev.rondo.protocol.store.KeyTemplate.NONCE_SECRET;
import static dev.rondo.protocol.store.KeyTemplate.OUTCOME;
import static dev.rondo.protocol.store.KeyTemplate.OWNER;
import static dev.rondo.protocol.store.KeyTemplate.PART;
import static dev.rondo.protocol.store.KeyTemplate.PARTIAL;
import static dev.rondo.protocol.store.KeyTemplate.PARTICIPATIONS;
import static dev.rondo.protocol.store.KeyTemplate.PLAN;
import static dev.rondo.protocol.store.KeyTemplate.REJECTION;
import static dev.rondo.protocol.store.KeyTemplate.RESULT;
import static dev.rondo.protocol.store.KeyTemplate.ROSTER;
import static dev.rondo.protocol.store.KeyTemplate.SEATS;
import static dev.rondo.protocol.store.KeyTemplate.SEAT_COUNT;
import static dev.rondo.protocol.store.KeyTemplate.TEST_DATA;
import static dev.rondo.protocol.store.KeyTemplate.TOKEN;
import static dev.rondo.protocol.store.KeyTemplate.UNMASK_REQUEST;
import static dev.rondo.protocol.store.KeyTemplate.UPDATE;
import static dev.rondo.protocol.store.KeyTemplate.UPLOAD;
import static dev.rondo.protocol.store.KeyTemplate.VERDICT;

import dev.rondo.protocol.store.KeyTemplate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * The permissions of each step: exactly what the class of that name in rounds reads, writes and
 * lists.
 *
 * <p>Listing is limited to the keys that a step needs. It also determines the answer of S3 for an
 * object that does not exist: 404 for callers that can list the key, 403 for others. A step must be
 * able to tell the difference.
 *
 * @param bucketArn the store
 * @param taskQueueArn where seats are published
 * @param sendMessages the permissions to do that
 * @param updateQueueArn the queue of upload events
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
      case FOLD_PART -> foldPart();
      case EVALUATE -> evaluate();
      case CLOSE_ROUND -> closeRound();
    };
  }

  private List<PolicyStatement> openRound() {
    return List.of(
        read(
            JOB,
            ROSTER,
            LATEST,
            MANIFEST,
            MODEL,
            PLAN,
            PARTICIPATIONS,
            OWNER,
            SEATS,
            TOKEN,
            DECISION,
            OUTCOME,
            RESULT,
            DATA_INDEX,
            NONCE_SECRET),
        write(LATEST, MANIFEST, PLAN, PARTICIPATIONS, OWNER, SEATS, OUTCOME, NONCE_SECRET),
        list(JOB.folderPattern(), DATA_INDEX.pattern(), NONCE_SECRET.pattern()),
        allow("PublishSeats", sendMessages, taskQueueArn),
        allow("IsOwnerRunning", List.of("states:DescribeExecution"), roundExecutionsArn),
        wakeRound());
  }

  private List<PolicyStatement> awaitQuorum() {
    return List.of(
        read(PLAN, DECISION, OUTCOME, TOKEN),
        write(TOKEN),
        list(JOB.folderPattern(), VERDICT.folderPattern()),
        wakeRound());
  }

  private List<PolicyStatement> foldUpdates() {
    return List.of(
        read(
            ROSTER,
            PLAN,
            PARTICIPATIONS,
            RESULT,
            DECISION,
            TOKEN,
            UPDATE,
            VERDICT,
            SEAT_COUNT,
            REJECTION,
            DUPLICATE,
            DATA_INDEX,
            LEASE),
        write(PARTIAL, GROUP_SUM, VERDICT, SEAT_COUNT, REJECTION, DUPLICATE),
        list(
            JOB.folderPattern(),
            UPDATE.folderPattern(),
            VERDICT.folderPattern(),
            REJECTION.folderPattern(),
            DATA_INDEX.pattern(),
            LEASE.folderPattern()),
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
            ROSTER,
            LATEST,
            MANIFEST,
            MODEL,
            PLAN,
            PARTICIPATIONS,
            CANDIDATES,
            DECISION,
            OUTCOME,
            UPLOAD,
            PART,
            DISTANCES,
            UPDATE,
            PARTIAL,
            GROUP_SUM,
            VERDICT,
            SEAT_COUNT,
            REJECTION,
            DUPLICATE,
            DATA_INDEX,
            LEASE,
            UNMASK_REQUEST,
            MASK_SUM,
            NOISE_SECRET),
        write(
            LATEST,
            MANIFEST,
            MODEL,
            CANDIDATES,
            DECISION,
            OUTCOME,
            UPLOAD,
            VERDICT,
            SEAT_COUNT,
            REJECTION,
            DUPLICATE,
            UNMASK_REQUEST,
            NOISE_SECRET),
        giveUpUploads(),
        list(
            JOB.folderPattern(),
            UPDATE.folderPattern(),
            PARTIAL.folderPattern(),
            VERDICT.folderPattern(),
            REJECTION.folderPattern(),
            DATA_INDEX.pattern(),
            NOISE_SECRET.pattern(),
            LEASE.folderPattern(),
            MASK_SUM.folderPattern()));
  }

  private List<PolicyStatement> foldPart() {
    return List.of(
        read(
            JOB,
            MANIFEST,
            MODEL,
            PLAN,
            CANDIDATES,
            DECISION,
            UPLOAD,
            PART,
            DISTANCES,
            UPDATE,
            PARTIAL,
            GROUP_SUM,
            UNMASK_REQUEST,
            MASK_SUM,
            NOISE_SECRET),
        write(MODEL, UPLOAD, PART, DISTANCES, GROUP_SUM, NOISE_SECRET),
        giveUpUploads(),
        list(
            JOB.folderPattern(),
            UPDATE.folderPattern(),
            PARTIAL.folderPattern(),
            MASK_SUM.folderPattern(),
            NOISE_SECRET.pattern()));
  }

  private PolicyStatement giveUpUploads() {
    return allow(
        "GiveUpUploads",
        List.of("s3:AbortMultipartUpload"),
        StoreKeys.arns(bucketArn, MODEL).toArray(String[]::new));
  }

  private List<PolicyStatement> evaluate() {
    return List.of(
        read(MODEL_CONFIGURATION, MANIFEST, EVALUATION, MODEL, PLAN, TEST_DATA),
        write(EVALUATION),
        list(JOB.folderPattern(), TEST_DATA.pattern()));
  }

  private List<PolicyStatement> closeRound() {
    return List.of(
        read(
            JOB,
            ROSTER,
            LATEST,
            MANIFEST,
            EVALUATION,
            PLAN,
            PARTICIPATIONS,
            DECISION,
            OUTCOME,
            RESULT,
            UPDATE,
            VERDICT,
            SEAT_COUNT,
            REJECTION,
            DUPLICATE,
            DATA_INDEX,
            LEASE),
        write(LATEST, MANIFEST, EVALUATION, RESULT, VERDICT, SEAT_COUNT, REJECTION, DUPLICATE),
        list(
            JOB.folderPattern(),
            UPDATE.folderPattern(),
            VERDICT.folderPattern(),
            REJECTION.folderPattern(),
            DATA_INDEX.pattern(),
            LEASE.folderPattern()));
  }

  private PolicyStatement read(KeyTemplate... keys) {
    return allow(
        "Read", List.of("s3:GetObject"), StoreKeys.arns(bucketArn, keys).toArray(String[]::new));
  }

  private PolicyStatement write(KeyTemplate... keys) {
    return allow(
        "Write", List.of("s3:PutObject"), StoreKeys.arns(bucketArn, keys).toArray(String[]::new));
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
