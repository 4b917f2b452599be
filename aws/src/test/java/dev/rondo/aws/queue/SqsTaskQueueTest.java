package dev.rondo.aws.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.testing.CannedAws;
import dev.rondo.aws.testing.Emulator;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.StoreException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqsTaskQueueTest {

  private static final String BAD_RECEIPT =
      "{\"__type\":\"com.amazonaws.sqs#%s\",\"message\":\"%s\"}";

  private CannedAws sqs;
  private AwsClients clients;
  private SqsTaskQueue queue;

  @BeforeEach
  void start() throws IOException {
    sqs = new CannedAws();
    clients = AwsClients.at(sqs.endpoint(), "us-east-1", "test", "test");
    queue = new SqsTaskQueue(clients.sqs(), sqs.endpoint() + "/1/seats", Duration.ZERO);
  }

  @AfterEach
  void stop() {
    clients.close();
    sqs.close();
  }

  private static List<Seat> seats(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Seat("job", 1, i, "nonce-" + i)).toList();
  }

  /** SQS says what it has read, and the SDK compares. */
  private static String taken(int id) {
    String digest;
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      digest = HexFormat.of().formatHex(md5.digest(Json.bytes(seats(id + 1).get(id))));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    return "\"Successful\":[{\"Id\":\"%d\",\"MessageId\":\"m\",\"MD5OfMessageBody\":\"%s\"}]"
        .formatted(id, digest);
  }

  private static String failed(int id) {
    return "\"Failed\":[{\"Id\":\"%d\",\"Code\":\"InternalError\",\"Message\":\"busy\",\"SenderFault\":false}]"
        .formatted(id);
  }

  @Test
  void onlyWhatSqsDidNotTakeIsSentAgain() {
    sqs.answer(200, "{" + failed(1) + "}").answer(200, "{" + taken(1) + "}");

    queue.publish(seats(3));

    assertThat(sqs.requests()).hasSize(2);
    assertThat(sqs.requests().get(0)).contains("nonce-0", "nonce-1", "nonce-2");
    assertThat(sqs.requests().get(1)).contains("nonce-1").doesNotContain("nonce-0", "nonce-2");
  }

  @Test
  void manySeatsAreSentInSeveralRequestsAtOnceAndEachIsSent() {
    for (int i = 0; i < 13; i++) {
      sqs.answer(200, "{}");
    }

    queue.publish(seats(125));

    assertThat(sqs.requests()).hasSize(13);
    String sent = String.join("\n", sqs.requests());
    for (int seat = 0; seat < 125; seat++) {
      assertThat(sent).containsOnlyOnce("nonce-" + seat + "\\\"");
    }
  }

  @Test
  void whatGoesWrongWithOneOfManyRequestsIsThrownAsWithASingleOne() {
    for (int i = 0; i < 13; i++) {
      sqs.answer(400, BAD_RECEIPT.formatted("QueueDoesNotExist", "No such queue"));
    }

    assertThatThrownBy(() -> queue.publish(seats(125)))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("QueueDoesNotExist");
  }

  @Test
  void whatSqsKeepsRefusingIsAStoreExceptionWithItsReason() {
    for (int i = 0; i < SqsTaskQueue.SENDS; i++) {
      sqs.answer(200, "{" + failed(0) + "}");
    }

    assertThatThrownBy(() -> queue.publish(seats(2)))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("1 of 2 seats")
        .hasMessageContaining("InternalError busy");
    assertThat(sqs.requests()).hasSize(SqsTaskQueue.SENDS);
  }

  @Test
  void aReceiptThatSqsDoesNotKnowAnyMoreDoesNothing() {
    sqs.answer(400, BAD_RECEIPT.formatted("MessageNotInflight", "Not in flight"));
    sqs.answer(400, BAD_RECEIPT.formatted("ReceiptHandleIsInvalid", "The handle is invalid"));
    sqs.answer(
        400,
        BAD_RECEIPT.formatted(
            "InvalidParameterValue",
            "Value r for parameter ReceiptHandle is invalid. Reason: Message does not exist or is"
                + " not available for visibility timeout change."));
    sqs.answer(400, BAD_RECEIPT.formatted("ReceiptHandleIsInvalid", "The handle is invalid"));

    for (int i = 0; i < 3; i++) {
      queue.changeVisibility("r", Duration.ofSeconds(10));
    }
    queue.delete("r");

    assertThat(sqs.requests()).hasSize(4);
  }

  @Test
  void aSeatThatWasHeldForTooLongIsNoOutOfDateReceipt() {
    sqs.answer(
        400,
        BAD_RECEIPT.formatted(
            "InvalidParameterValue",
            "Value 120 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout"
                + " for the message is beyond the limit [43200 seconds]."));

    assertThatThrownBy(() -> queue.changeVisibility("r", Duration.ofMinutes(2)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("43200");
    assertThatThrownBy(() -> queue.changeVisibility("r", Duration.ofHours(13)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aQueueThatRefusesOrIsMissingIsTold() {
    sqs.answer(400, BAD_RECEIPT.formatted("AccessDeniedException", "no"));
    sqs.answer(400, BAD_RECEIPT.formatted("QueueDoesNotExist", "gone"));

    assertThatThrownBy(() -> queue.receive()).isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> queue.receive())
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("/1/seats")
        .hasMessageContaining("QueueDoesNotExist");
  }

  @Test
  void moreSeatsThanABatchHoldsAreAllDeliveredAndWhatIsNoSeatIsDeleted() {
    try (Emulator emulator = Emulator.startIfInstalled()) {
      var real = emulator.clients().sqs();
      String url = real.createQueue(b -> b.queueName("seats")).queueUrl();
      List<String> noSeats =
          List.of(
              "hello",
              "{}",
              "null",
              "{\"job\":\"job\",\"round\":1,\"seat\":0,\"nonce\":\"n\",\"more\":1}",
              "{\"job\":\"../x\",\"round\":1,\"seat\":0,\"nonce\":\"n\"}",
              "{\"job\":\"job\",\"round\":1,\"seat\":0,\"nonce\":null}");
      noSeats.forEach(body -> real.sendMessage(b -> b.queueUrl(url).messageBody(body)));
      TaskQueue seats = new SqsTaskQueue(real, url, Duration.ofSeconds(20));

      seats.publish(seats(25));

      Set<Seat> received = new HashSet<>();
      for (int i = 0; i < 25; i++) {
        Optional<TaskQueue.Delivery> delivery = seats.receive();
        delivery.ifPresent(d -> seats.delete(d.receipt()));
        delivery.map(TaskQueue.Delivery::seat).ifPresent(received::add);
      }
      assertThat(received).containsExactlyInAnyOrderElementsOf(seats(25));
      assertThat(seats.receive()).isEmpty();
      assertThat(
              real.getQueueAttributes(b -> b.queueUrl(url).attributeNamesWithStrings("All"))
                  .attributesAsStrings())
          .containsEntry("ApproximateNumberOfMessages", "0")
          .containsEntry("ApproximateNumberOfMessagesNotVisible", "0");
    }
  }
}
