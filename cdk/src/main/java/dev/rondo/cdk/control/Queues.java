package dev.rondo.cdk.control;

import dev.rondo.cdk.nag.Accepted;
import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** The task queue, the queue of upload events, and its dead-letter queue. */
final class Queues extends Construct {

  /**
   * The visibility timeout of a seat: after this time without a heartbeat, another agent gets the
   * seat.
   */
  private static final Duration SEAT_VISIBILITY = Duration.minutes(2);

  /** Receives after which an event goes to the dead-letter queue. */
  private static final int RECEIVES = 10;

  /**
   * Extra visibility of events beyond the timeout of the worker. If a worker dies, its events are
   * hidden until then, and a round that needs them for its quorum waits. AWS recommends six times
   * the timeout of the function, to leave room for retries while the account is throttled. Here a
   * duplicate event is harmless, and ten receives leave the same room.
   */
  private static final int WORKER_MARGIN_SECONDS = 30;

  private final Queue tasks;
  private final Queue updates;
  private final Queue deadLetters;
  private final IConstruct allowsNotification;

  Queues(Construct scope, Settings settings, boolean requiresTls) {
    super(scope, "Queues");
    tasks =
        Queue.Builder.create(this, "Tasks")
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(requiresTls)
            .visibilityTimeout(SEAT_VISIBILITY)
            // No limit of receives: agents that already served hand a seat back as often as needed.
            .retentionPeriod(Duration.days(14))
            .receiveMessageWaitTime(Duration.seconds(20))
            .build();
    Accepted.rule(
            "AwsSolutions-SQS3",
            "A seat is handed back as often as agents look at it that have served already, so a"
                + " limit of receives would discard valid seats. Unused seats expire.")
        .on(tasks);
    deadLetters =
        Queue.Builder.create(this, "UpdateDeadLetters")
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(requiresTls)
            .retentionPeriod(Duration.days(14))
            .build();
    updates =
        Queue.Builder.create(this, "Updates")
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(requiresTls)
            .visibilityTimeout(
                Duration.seconds(
                    Step.FOLD_UPDATES.timeoutSeconds()
                        + settings.get(ControlSettings.FOLD_BATCH_WINDOW_SECONDS)
                        + WORKER_MARGIN_SECONDS))
            .retentionPeriod(Duration.days(14))
            .deadLetterQueue(
                DeadLetterQueue.builder().queue(deadLetters).maxReceiveCount(RECEIVES).build())
            .build();
    updates.addToResourcePolicy(fromBucketsOfThisStack());
    allowsNotification = Objects.requireNonNull(updates.getNode().tryFindChild("Policy"));
  }

  Queue tasks() {
    return tasks;
  }

  Queue updates() {
    return updates;
  }

  Queue deadLetters() {
    return deadLetters;
  }

  /** The policy that lets S3 send events. */
  IConstruct allowsNotification() {
    return allowsNotification;
  }

  /**
   * The bucket cannot be named, because it depends on this policy. Its generated name begins with
   * the name of the stack.
   */
  private PolicyStatement fromBucketsOfThisStack() {
    Stack stack = Stack.of(this);
    String buckets =
        "arn:"
            + stack.getPartition()
            + ":s3:::"
            + stack.getStackName().toLowerCase(Locale.ROOT)
            + "-*";
    return PolicyStatement.Builder.create()
        .sid("EventsOfTheBucket")
        .principals(List.of(new ServicePrincipal("s3.amazonaws.com")))
        .actions(List.of("sqs:SendMessage"))
        .resources(List.of(updates.getQueueArn()))
        .conditions(
            Map.of(
                "ArnLike", Map.of("aws:SourceArn", buckets),
                "StringEquals", Map.of("aws:SourceAccount", stack.getAccount())))
        .build();
  }
}
