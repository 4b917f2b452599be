package dev.rondo.aws.queue;

import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.protocol.testing.NastyJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * Any bytes as a message in the queue of seats: an agent gets a seat, or none and the message is
 * deleted.
 */
class SeatMessageFuzzTest extends FuzzContract {

  private static final Logger LOG = Logger.getLogger(SqsTaskQueue.class.getName());

  @Override
  protected Fuzz fuzz() {
    LOG.setLevel(Level.OFF); // It has a line for each message that is deleted.
    List<byte[]> seeds = new ArrayList<>(NastyJson.all());
    seeds.add(Json.bytes(new Seat("one-hot", 1, 0, "a nonce")));
    return Fuzz.of(SeatMessageFuzzTest.class, SeatMessageFuzzTest::parse, NoSeat.class).from(seeds);
  }

  /** Tells the fuzzing that this was no seat. */
  private static final class NoSeat extends Exception {
    NoSeat() {
      super("no seat");
    }
  }

  private static void parse(byte[] input) throws NoSeat {
    OneMessage sqs = new OneMessage(new String(input, StandardCharsets.UTF_8));
    boolean seat = new SqsTaskQueue(sqs, "https://queue", Duration.ZERO).receive().isPresent();
    if (sqs.deleted == seat) {
      throw new AssertionError(seat ? "a seat is deleted" : "the message stays");
    }
    if (!seat) {
      throw new NoSeat();
    }
  }

  /** A queue of one message. */
  private static final class OneMessage implements SqsClient {
    private final Queue<String> bodies = new ArrayDeque<>();
    private boolean deleted;

    OneMessage(String body) {
      bodies.add(body);
    }

    @Override
    public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
      List<Message> messages = new ArrayList<>();
      String body = bodies.poll();
      if (body != null) {
        messages.add(Message.builder().messageId("1").receiptHandle("r").body(body).build());
      }
      return ReceiveMessageResponse.builder().messages(messages).build();
    }

    @Override
    public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
      deleted = true;
      return DeleteMessageResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return "sqs";
    }

    @Override
    public void close() {}
  }
}
