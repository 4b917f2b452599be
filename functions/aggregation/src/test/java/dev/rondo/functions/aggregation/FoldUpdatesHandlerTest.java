package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.testing.Invocation;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.rounds.aggregation.SeatVerdict;
import dev.rondo.rounds.state.WaitToken;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Roster;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches as SQS and S3 write them. */
class FoldUpdatesHandlerTest {

  private static final String NOTHING_FAILED = "{\"batchItemFailures\":[]}";
  private static final String CLIENT = "AROAIOSFODNN7EXAMPLE:i-0123456789abcdef0";

  private final Functions functions = new Functions();

  @BeforeEach
  void openRound() {
    functions.job.open(1);
  }

  private void upload(int... clients) {
    for (int client : clients) {
      functions.job.upload(1, client);
    }
  }

  /** Whose updates a worker has counted. */
  private List<String> counted() {
    Documents documents = new Documents(functions.memory);
    return functions.memory.list(ObjectKeys.verdicts(TestJob.ID, 1)).stream()
        .map(info -> documents.require(info.key(), SeatVerdict.class).contributor().client())
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"one-upload.json", "versioned.json", "multipart.json"})
  void anUploadIsCounted(String file) {
    upload(0);

    assertThat(functions.fold(file).toString()).isEqualTo(NOTHING_FAILED);
    assertThat(counted()).containsExactly("c0");
  }

  @Test
  void aKeyIsDecodedAsS3EncodedIt() {
    functions.upload(1, TestJob.seat(1, 0), CLIENT, 0, 0.5);
    functions.fold("encoded-key.json");

    assertThat(counted()).containsExactly(CLIENT);
  }

  /** The roster refuses by now what an earlier delivery may have counted. */
  @Test
  void aRefusedUploadThatIsDeliveredAgainWakesARoundWithAQuorum() {
    Functions own = new Functions();
    Documents documents = new Documents(own.memory);
    documents.write(ObjectKeys.roster(TestJob.ID), new Roster(List.of("c*")));
    own.job.open(1);
    for (int client = 0; client < 4; client++) {
      own.job.fold(own.job.upload(1, client));
    }
    documents.write(ObjectKeys.token(TestJob.ID, 1), new WaitToken("token"));
    documents.write(ObjectKeys.roster(TestJob.ID), new Roster(List.of("nobody")));

    own.fold("one-upload.json");
    assertThat(own.signal.sent()).isEmpty();
    own.fold("redelivered.json");

    assertThat(own.signal.sent()).containsExactly("token");
  }

  @Test
  void aBatchBecomesOnePartialAggregate() {
    upload(0, 1);
    functions.fold("two-uploads.json");

    assertThat(counted()).containsExactly("c0", "c1");
    assertThat(functions.memory.list(ObjectKeys.partials(TestJob.ID, 1))).hasSize(1);
  }

  @Test
  void oneMessageMayHoldSeveralUploads() {
    upload(0, 1, 2, 3);
    functions.signal.await(Functions.TOKEN);
    functions.awaitQuorum();
    functions.fold("several-in-one-message.json");

    assertThat(counted()).containsExactly("c0", "c1", "c2", "c3");
    assertThat(functions.signal.isWaiting(Functions.TOKEN)).isFalse();
  }

  @Test
  void s3sTestEventPasses() {
    assertThat(functions.fold("test-event.json").toString()).isEqualTo(NOTHING_FAILED);
    assertThat(functions.lines.messages())
        .contains("Received S3's test event: the notification is configured");
  }

  @Test
  void otherEventsAreIgnoredAndLogged() {
    upload(0, 1);

    assertThat(functions.fold("strangers.json").toString()).isEqualTo(NOTHING_FAILED);
    assertThat(counted()).containsExactly("c0");
    assertThat(warnings())
        .containsExactly(
            "message-1: Ignored an event that is not an upload: 'ObjectRemoved:Delete'",
            "message-2: Ignored an upload to another bucket",
            "message-3: Dropped a message that is not an S3 notification",
            "message-4: Dropped a message that is not an S3 notification");
  }

  @Test
  void whatCannotBeReadIsDroppedAndNeverAskedForAgain() {
    upload(0);

    assertThat(functions.fold("malformed.json").toString()).isEqualTo(NOTHING_FAILED);
    assertThat(counted()).containsExactly("c0");
    assertThat(warnings())
        .containsExactly(
            "message-1: Dropped a message that is not JSON",
            "message-2: Dropped a message that is not JSON",
            "message-3: Dropped a message that is not JSON",
            "message-4: Dropped a message that is not an S3 notification",
            "message-5: Dropped an upload event without key or size",
            "message-6: Dropped an upload event without key or size",
            "message-7: Dropped an upload event whose key is not URL-encoded",
            "message-8: Ignored an event that is not an upload: ''");
  }

  private List<String> warnings() {
    return functions.lines.logs().stream()
        .filter(line -> line.path("level").asText().equals("WARN"))
        .map(line -> line.path("message_id").asText() + ": " + line.path("message").asText())
        .toList();
  }

  @Test
  void theSizeInTheEventIsEnoughToRefuse() {
    upload(1); // And nothing of the other: it is not even looked for.
    functions.fold("too-large.json");

    assertThat(counted()).containsExactly("c1");
    assertThat(functions.job.exists(ObjectKeys.rejected(TestJob.ID, 1, "c0"))).isTrue();
  }

  @Test
  void onlyTheMessagesOfTheJobInTroubleComeAgain() {
    upload(0, 2);
    functions.memory.put(
        ObjectKeys.plan("other", 1), Content.of("{".getBytes(StandardCharsets.UTF_8)));
    JsonNode answer = functions.fold("two-jobs.json");

    assertThat(answer.toString())
        .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"message-2\"}]}");
    assertThat(counted()).containsExactly("c0", "c2");
  }

  @Test
  void updatesOfAnUnknownJobAreIgnored() {
    upload(0, 2);

    assertThat(functions.fold("two-jobs.json").toString()).isEqualTo(NOTHING_FAILED);
    assertThat(counted()).containsExactly("c0", "c2");
  }

  @Test
  void aStoreThatFailsAtAnyCallBringsTheMessagesAgainAndInTheEndAllCount() {
    upload(0, 1);
    int failing = 1;
    while (true) {
      int call = failing;
      FaultyStore faulty =
          new FaultyStore(functions.memory, n -> n == call, FaultyStore.Moment.BEFORE);
      JsonNode answer = functions.through(faulty).fold("two-uploads.json");
      if (faulty.faults() == 0) {
        break;
      }
      assertThat(answer.toString())
          .isEqualTo(
              "{\"batchItemFailures\":[{\"itemIdentifier\":\"message-1\"},"
                  + "{\"itemIdentifier\":\"message-2\"}]}");
      failing++;
    }
    assertThat(failing).isGreaterThan(4);
    assertThat(counted()).containsExactly("c0", "c1");
  }

  @Test
  void aFailureIsLoggedWithItsStack() {
    upload(0, 1);
    FaultyStore faulty = new FaultyStore(functions.memory, n -> true, FaultyStore.Moment.BEFORE);
    Functions broken = functions.through(faulty);
    broken.fold("two-uploads.json");

    JsonNode line = broken.lines.logs().get(0);
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("error").asText()).isEqualTo("dev.rondo.protocol.store.StoreException");
    assertThat(line.path("request_id").asText()).isEqualTo(Invocation.REQUEST_ID);
    assertThat(line.path("stack").asText()).contains("FoldUpdates");
  }

  @Test
  void theBytesThatWereFoldedAreCountedByJob() {
    upload(0, 2);
    functions.fold("two-jobs.json");
    double bytes =
        IntStream.of(0, 2).mapToLong(client -> functions.job.event(1, client).size()).sum();

    assertThat(functions.lines.values(Metric.BYTES_FOLDED, List.of("Job=one-hot")))
        .containsExactly(bytes);
    assertThat(functions.lines.values(Metric.BYTES_FOLDED, List.of("Job=other")))
        .as("a job that somebody made up costs no metric")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"Records\":5}", "{\"Records\":[{\"body\":\"{}\"}]}", "[]"})
  void whatIsNoBatchIsBadInput(String event) {
    assertThatThrownBy(() -> Invocation.call(functions.worker(), event))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a batch of SQS messages");
  }
}
