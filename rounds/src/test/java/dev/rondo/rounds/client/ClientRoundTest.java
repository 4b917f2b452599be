package dev.rondo.rounds.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.ClientRound.Invitation;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.testing.TestJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientRoundTest {

  private final TestJob job = TestJob.created();
  private final ClientRound client = new ClientRound(job.memory, "c0");

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
    assertThat(new ClientRound(job.memory, "c1").look(TestJob.seat(1, 1)))
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
  void theFirstUploadStays() {
    assertThat(client.upload(job.plan(1), TestJob.seat(1, 0), result(1))).isTrue();
    byte[] first = job.memory.bytes(ObjectKeys.update(TestJob.ID, 1, "c0"));

    assertThat(client.upload(job.plan(1), TestJob.seat(1, 0), result(2))).isFalse();
    assertThat(job.memory.bytes(ObjectKeys.update(TestJob.ID, 1, "c0"))).isEqualTo(first);
  }
}
