package dev.rondo.rounds.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.ClientRound.Invitation;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientRoundTest {

  private final TestJob job = TestJob.created();
  private final ClientRound client = new ClientRound(job.memory, "c0", () -> job.now);

  @BeforeEach
  void open() {
    job.open(1);
  }

  private static LocalResult result(float value) {
    float[] delta = new float[TestJob.CLIENTS];
    delta[0] = value;
    return new LocalResult(delta, 1, 0.5);
  }

  @Test
  void aClientIsToTrainFromThePlansModel() {
    assertThat(client.look(TestJob.seat(1, 0))).isEqualTo(new Invitation.Train(job.plan(1)));
    assertThat(client.baseModel(job.plan(1))).isEqualTo(new float[TestJob.CLIENTS]);
  }

  @Test
  void aClientThatHasServedLeavesTheSeatToAnother() {
    job.upload(1, 0);

    assertThat(client.look(TestJob.seat(1, 1))).isEqualTo(new Invitation.AlreadyServed());
    assertThat(new ClientRound(job.memory, "c1", () -> job.now).look(TestJob.seat(1, 1)))
        .isInstanceOf(Invitation.Train.class);
  }

  @Test
  void aSeatOfARoundThatHasEndedIsWorthNothing() {
    job.aggregate(1);
    job.close(1);

    assertThat(client.isClosed(TestJob.seat(1, 0))).isTrue();
    assertThat(client.look(TestJob.seat(1, 0))).isEqualTo(new Invitation.RoundClosed());
  }

  @Test
  void aSeatIsWorthNothingAsSoonAsTheOutcomeIsKnown() {
    job.aggregate(1); // Abandons it, because there is no update. It has no result yet.

    assertThat(client.isClosed(TestJob.seat(1, 0))).isTrue();
    assertThat(client.look(TestJob.seat(1, 0))).isEqualTo(new Invitation.RoundClosed());
  }

  @Test
  void aSeatIsWorthNothingAfterTheDeadline() {
    job.now = job.plan(1).deadline().minusMillis(1);
    assertThat(client.look(TestJob.seat(1, 0))).isInstanceOf(Invitation.Train.class);

    job.now = job.plan(1).deadline();
    assertThat(client.look(TestJob.seat(1, 0))).isEqualTo(new Invitation.RoundClosed());
  }

  @Test
  void fieldsOfAPlanThatAClientDoesNotKnowAreIgnored() {
    String key = ObjectKeys.plan(TestJob.ID, 1);
    Plan plan = job.plan(1);
    String text = new String(job.memory.bytes(key), StandardCharsets.UTF_8);
    String later =
        text.replaceFirst("\\{", "{\"later\":[1,{}],")
            .replace("\"training\":{", "\"training\":{\"later\":true,")
            .replace("\"layout\":{", "\"layout\":{\"later\":true,");
    job.memory.put(key, Content.of(later.getBytes(StandardCharsets.UTF_8)));

    assertThat(later.split("later", -1)).hasSize(4);
    assertThat(client.look(TestJob.seat(1, 0))).isEqualTo(new Invitation.Train(plan));
  }

  @Test
  void theFirstUploadStays() {
    assertThat(client.upload(job.plan(1), TestJob.seat(1, 0), result(1))).isTrue();
    byte[] first = job.memory.bytes(ObjectKeys.update(TestJob.ID, 1, "c0"));

    assertThat(client.upload(job.plan(1), TestJob.seat(1, 0), result(2))).isFalse();
    assertThat(job.memory.bytes(ObjectKeys.update(TestJob.ID, 1, "c0"))).isEqualTo(first);
  }
}
