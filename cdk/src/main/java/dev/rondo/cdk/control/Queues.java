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

/**
 * The queue of seats, that of events about uploads, and where events go that no worker could take.
 */
final class Queues extends Construct {

  /** An agent that has died is missed after this long: it keeps its seat by heartbeats. */
  private static final Duration SEAT_VISIBILITY = Duration.minutes(2);

  /** A worker that fails on an event this often will not manage it. */
  private static final int RECEIVES = 10;

  /**
   * By how much events outlast the worker that holds them. When it dies they are hidden until then,
   * and a round that needs them for its quorum waits. AWS advises six times the worker's time-out,
   * which leaves room for retries while the account throttles; but an event that comes twice does
   * no harm here, and ten receives leave the same room.
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
            // No limit of receives: agents that served already hand a seat back as often as needed.
            .retentionPeriod(Duration.days(14))
            .receiveMessageWaitTime(Duration.seconds(20))
            .build();
    Accepted.rule(
            "AwsSolutions-SQS3",
            "A seat is handed back as often as agents look at it that have served already, so a"
                + " limit of receives would throw good seats away; what nobody takes expires.")
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
            .retentionPeriod(Duration.days(4))
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

  /** The policy by which S3 may send events. */
  IConstruct allowsNotification() {
    return allowsNotification;
  }

  /**
   * The bucket cannot be named: it depends on this policy. The name that CloudFormation gives it
   * begins with that of the stack.
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
