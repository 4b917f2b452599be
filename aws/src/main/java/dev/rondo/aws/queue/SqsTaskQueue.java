package dev.rondo.aws.queue;

import dev.rondo.aws.AwsAnswers;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * The task queue on SQS: a standard queue with one seat in each message, as JSON. A message that is
 * not a seat is deleted and logged, so that it blocks no client.
 *
 * <p>Failures of SQS after the SDK's retries are {@link StoreException}, or {@link
 * dev.rondo.protocol.store.ForbiddenException} if the credentials are not permitted.
 */
public final class SqsTaskQueue implements TaskQueue {

  /** The largest number of messages in one request. */
  static final int BATCH = 10;

  /** Batches that are sent concurrently. */
  static final int SENDERS = 8;

  /** Attempts for a message of a batch that SQS accepted only in part. */
  static final int SENDS = 4;

  /** SQS's limit of a message's invisibility. */
  static final Duration LONGEST_INVISIBLE = Duration.ofHours(12);

  private static final Duration LONGEST_POLL = Duration.ofSeconds(20);
  private static final int UNREADABLE_AT_ONCE = 10;
  private static final System.Logger LOG = System.getLogger(SqsTaskQueue.class.getName());

  private final SqsClient sqs;
  private final String queueUrl;
  private final int longPollSeconds;

  /**
   * @param longPoll how long {@link #receive} waits for a seat, in whole seconds up to 20; zero
   *     asks once
   */
  public SqsTaskQueue(SqsClient sqs, String queueUrl, Duration longPoll) {
    if (longPoll.isNegative() || longPoll.compareTo(LONGEST_POLL) > 0) {
      throw new IllegalArgumentException(
          "The long poll must be 0 to 20 seconds, but is " + longPoll);
    }
    this.sqs = sqs;
    this.queueUrl = queueUrl;
    this.longPollSeconds = (int) longPoll.toSeconds();
  }

  /**
   * Publishes all seats, up to {@value #SENDERS} batches concurrently. Messages of a batch that SQS
   * rejects are sent again at once, up to {@value #SENDS} times in all. If the call then fails, the
   * caller publishes all seats again, and some seats are in the queue twice.
   */
  @Override
  public void publish(List<Seat> seats) {
    if (seats.size() <= SENDERS * BATCH) {
      batches(seats).forEach(this::publishBatch);
      return;
    }
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    try {
      List<Callable<Object>> sends = new ArrayList<>();
      batches(seats).forEach(batch -> sends.add(Executors.callable(() -> publishBatch(batch))));
      for (Future<Object> sent : senders.invokeAll(sends)) {
        sent.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException("Cannot publish seats", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("Interrupted while publishing seats", e);
    } finally {
      senders.shutdownNow();
    }
  }

  private static List<List<Seat>> batches(List<Seat> seats) {
    List<List<Seat>> batches = new ArrayList<>();
    for (int from = 0; from < seats.size(); from += BATCH) {
      batches.add(seats.subList(from, Math.min(from + BATCH, seats.size())));
    }
    return batches;
  }

  private void publishBatch(List<Seat> seats) {
    List<SendMessageBatchRequestEntry> left = new ArrayList<>();
    for (Seat seat : seats) {
      String body = Json.text(seat);
      left.add(
          SendMessageBatchRequestEntry.builder()
              .id(String.valueOf(left.size()))
              .messageBody(body)
              .build());
    }
    List<BatchResultErrorEntry> failed = List.of();
    for (int send = 0; send < SENDS && !left.isEmpty(); send++) {
      failed = send(left);
      List<String> ids = failed.stream().map(BatchResultErrorEntry::id).toList();
      left.removeIf(entry -> !ids.contains(entry.id()));
    }
    if (!left.isEmpty()) {
      BatchResultErrorEntry first = failed.get(0);
      throw new StoreException(
          "SQS rejected %s of %s seats after %s attempts: %s %s (%s)"
              .formatted(
                  left.size(), seats.size(), SENDS, first.code(), first.message(), queueUrl));
    }
  }

  private List<BatchResultErrorEntry> send(List<SendMessageBatchRequestEntry> entries) {
    try {
      return sqs.sendMessageBatch(b -> b.queueUrl(queueUrl).entries(entries)).failed();
    } catch (SdkException e) {
      throw failure("publish seats to", e);
    }
  }

  @Override
  public Optional<Delivery> receive() {
    for (int unreadable = 0; unreadable < UNREADABLE_AT_ONCE; unreadable++) {
      List<Message> messages = poll();
      if (messages.isEmpty()) {
        return Optional.empty();
      }
      Optional<Delivery> delivery = delivery(messages.get(0));
      if (delivery.isPresent()) {
        return delivery;
      }
    }
    return Optional.empty();
  }

  private List<Message> poll() {
    try {
      return sqs.receiveMessage(
              b -> b.queueUrl(queueUrl).maxNumberOfMessages(1).waitTimeSeconds(longPollSeconds))
          .messages();
    } catch (SdkException e) {
      throw failure("take a seat from", e);
    }
  }

  private Optional<Delivery> delivery(Message message) {
    String place = "Message " + message.messageId();
    try {
      byte[] body = message.body().getBytes(StandardCharsets.UTF_8);
      return Optional.of(
          new Delivery(Json.parse(body, Seat.class, place), message.receiptHandle()));
    } catch (IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Deleted a message that is not a seat from {0}: {1}",
          queueUrl,
          e.getMessage());
      delete(message.receiptHandle());
      return Optional.empty();
    }
  }

  @Override
  public void delete(String receipt) {
    try {
      sqs.deleteMessage(b -> b.queueUrl(queueUrl).receiptHandle(receipt));
    } catch (SdkException e) {
      if (!isOutOfDate(e)) {
        throw failure("delete a seat from", e);
      }
    }
  }

  /**
   * @param visibleAfter up to 12 hours; a fraction of a second counts as a second
   */
  @Override
  public void changeVisibility(String receipt, Duration visibleAfter) {
    if (visibleAfter.isNegative() || visibleAfter.compareTo(LONGEST_INVISIBLE) > 0) {
      throw new IllegalArgumentException(
          "The visibility timeout must be 0 to 12 hours, but is " + visibleAfter);
    }
    int seconds = (int) visibleAfter.plusMillis(999).toSeconds();
    try {
      sqs.changeMessageVisibility(
          b -> b.queueUrl(queueUrl).receiptHandle(receipt).visibilityTimeout(seconds));
    } catch (SdkException e) {
      if (!isOutOfDate(e)) {
        throw failure("keep a seat of", e);
      }
    }
  }

  /**
   * SQS reports a stale receipt in three ways: by its age, by the queue, and by a message that no
   * longer exists.
   */
  private static boolean isOutOfDate(SdkException e) {
    return AwsAnswers.isCode(e, "MessageNotInflight")
        || AwsAnswers.isCode(e, "AWS.SimpleQueueService.MessageNotInflight")
        || AwsAnswers.isCode(e, "ReceiptHandleIsInvalid")
        || (AwsAnswers.isCode(e, "InvalidParameterValue")
            && String.valueOf(e.getMessage()).contains("ReceiptHandle"));
  }

  private StoreException failure(String verb, SdkException e) {
    return AwsAnswers.failure(
        "Cannot " + verb + " " + queueUrl,
        "Check the credentials (aws sts get-caller-identity), their policy, and the queue's URL.",
        e);
  }
}
